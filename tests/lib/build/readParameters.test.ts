import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readParameters } from '../../../lib/build/readParameters.ts';

const yaml = await readFile('serverless.yml', 'utf8');
const { params } = parse(yaml.replaceAll(/\$\{sls:stage\}/g, 'stage'));

const required = ['region=eu-central-1'];
const topic = 'alarmTopic=arn:aws:sns:eu-central-1:123456789012:alarms';
const jwt = [
  'jwtIssuer=https://idp.example',
  'jwtAudience=a,b',
  'jwtJwksUri=https://idp.example/jwks',
  'jwtTenantClaim=t',
];

/** The faults of a stage with the values of serverless.yml, and options of the command line. */
const faultsOf = (options: string[], stage = 'production') => readParameters({ stage, params, options }).faults;

describe('the parameters of a stage', () => {
  it('are valid in serverless.yml, with those that the README passes to production', async () => {
    const [, command = ''] = /^npx serverless deploy (.*)$/m.exec(await readFile('README.md', 'utf8')) ?? [];
    const options = [...command.matchAll(/--param (\S+)/g)].map(([, option = '']) => option);
    expect(faultsOf(options)).toEqual([]);
    expect(faultsOf([], 'dev')).toEqual([]);
  });

  it('prefer the command line to the stage, and the stage to the default', () => {
    const options = ['eventTimeout=5', 'alarmTopic=a=b'];
    const { values } = readParameters({ stage: 'dev', params, options });
    expect(values).toMatchObject({ eventTimeout: '5', alarmTopic: 'a=b', visibilityTimeout: '4', lookupTimeout: '25' });
    expect(values).toMatchObject({ importTable: 'false', tableKey: '', requestBurst: '100' });
  });

  it.each([
    ['jwtAudence=x', 'There is no parameter jwtAudence. Did you mean jwtAudience?'],
    ['alarmtopic=x', 'There is no parameter alarmtopic. Did you mean alarmTopic?'],
    ['memory=1024', 'There is no parameter memory.'],
    ['toString=1', 'There is no parameter toString.'],
    ['region=Frankfurt', 'region must be an AWS region, for example eu-central-1, not "Frankfurt".'],
    [
      'tableName=my table',
      'tableName must be 3 to 250 letters, digits, dots, hyphens and underscores, not "my table".',
    ],
    ['eventBusName=default', 'eventBusName must be 1 to 256 letters'],
    ['deletionProtection=yes', 'deletionProtection must be true or false, not "yes".'],
    ['importTable=True', 'importTable must be true or false, not "True".'],
    ['logRetentionDays=8', 'logRetentionDays must be a number of days that CloudWatch knows (1, 3, 5, 7, '],
    ['requestsPerSecond=0', 'requestsPerSecond must be a whole number from 1 to 100000, not "0".'],
    ['requestBurst=1.5', 'requestBurst must be a whole number from 1 to 100000, not "1.5".'],
    ['credentialRequestsPerSecond=0.5', 'credentialRequestsPerSecond must be a whole number from 1 to 100000'],
    ['eventConcurrency=1', 'eventConcurrency must be a whole number from 2 to 1000, not "1".'],
    ['eventTimeout=0x10', 'eventTimeout must be a whole number of seconds from 1 to 900, not "0x10".'],
    ['eventTimeout=901', 'eventTimeout must be a whole number of seconds from 1 to 900, not "901".'],
    ['lookupTimeout=15', 'lookupTimeout must be a whole number of seconds from 16 to 900, not "15".'],
    ['maxReceiveCount=1001', 'maxReceiveCount must be a whole number from 1 to 1000, not "1001".'],
    ['alarmTopic=alarms', 'alarmTopic must be the ARN of an SNS topic, not "alarms".'],
    ['tableKey=alias/contacts', 'tableKey must be the ARN of a KMS key, not "alias/contacts".'],
    ['tracing=active', 'tracing must be Active or PassThrough, not "active".'],
    [
      'publisherSources=aws.s3',
      'publisherSources must be sources of events, which do not begin with "aws.", separated',
    ],
    ['publisherSources=a, b', 'publisherSources must be sources of events'],
    ['publisherAccounts=12345678901', 'publisherAccounts must be AWS account ids of 12 digits, separated by commas'],
    ['publisherAccounts=*', 'publisherAccounts must be AWS account ids of 12 digits'],
    [
      'allowedOrigins=https://a.example/',
      'allowedOrigins must be origins such as https://app.example.com, without a path',
    ],
    ['allowedOrigins=a.example', 'allowedOrigins must be origins'],
    ['allowedOrigins=*,https://a.example', 'allowedOrigins must be origins'],
    [
      'crmPorts=99999',
      'crmPorts must be port numbers from 1 to 65535, separated by commas without spaces, not "99999".',
    ],
    ['crmPorts=8443, 9443', 'crmPorts must be port numbers'],
    ['crmPorts=0', 'crmPorts must be port numbers'],
    ['jwtIssuer=idp.example', 'jwtIssuer must be an https URL, not "idp.example".'],
    ['jwtAudience=a, b', 'jwtAudience must be audiences of the JWTs, separated by commas without spaces'],
    ['jwtMaxLifetime=0', 'jwtMaxLifetime must be'],
    ['jwtMaxLifetime=1 day', 'jwtMaxLifetime must be'],
  ])('have a sentence for the fault %s', (option, sentence) => {
    expect(faultsOf([...required, topic, option])).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    ['jwtIssuer alone', [jwt[0]], 'jwtAudience, jwtJwksUri, jwtTenantClaim must be set too'],
    ['jwtIssuer missing', jwt.slice(1), 'jwtIssuer must be set too'],
    [
      'a function that may run longer than a message is hidden',
      ['eventTimeout=61'],
      'visibilityTimeout (60) must be at least',
    ],
    [
      'a lookup that may run longer',
      ['lookupTimeout=151'],
      'lookupVisibilityTimeout (150) must be at least lookupTimeout (151)',
    ],
    [
      'fewer reserved executions than lookups',
      ['crmReservedConcurrency=9'],
      'crmReservedConcurrency (9) must be 0 or at least crmConcurrency (10)',
    ],
    ['a topic elsewhere', [topic.replace('central', 'west')], 'alarmTopic must be in the region eu-central-1'],
    ['a key elsewhere', ['tableKey=arn:aws:kms:eu-west-1:123456789012:key/k'], 'tableKey must be in the region'],
    [
      'its own source',
      ['publisherSources=platform,contact-service'],
      'publisherSources must not contain contact-service',
    ],
  ])('have a sentence for %s', (_, options, sentence) => {
    expect(faultsOf([...required, topic, ...options.map(String)])).toEqual([expect.stringContaining(sentence)]);
  });

  it('have a sentence for every one that is missing, and for production without a topic', () => {
    expect(faultsOf([])).toEqual(['region is missing: it must be an AWS region, for example eu-central-1.']);
    expect(faultsOf(required)).toEqual(['alarmTopic is missing: alarms of production must notify somebody.']);
  });

  it.each([
    ['allowedOrigins=*'],
    ['allowedOrigins=https://a.example,http://127.0.0.1:5173'],
    ['publisherAccounts=123456789012,012345678901'],
    ['publisherSources=chat,voice/eu'],
    ['crmPorts=1,8443,65535'],
    ['tableKey=arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['eventTimeout=60'],
    ['crmReservedConcurrency=0'],
  ])('may be %s', (option) => {
    expect(faultsOf([...required, topic, option])).toEqual([]);
  });

  it('may all be set', () => expect(faultsOf([...required, topic, ...jwt])).toEqual([]));

  it('in a file may be numbers and truth values, but not a number that has lost its first digit', () => {
    const file = (values: object) => ({ ...params, dev: { ...params.dev, ...values } });
    const withFile = (values: object) => readParameters({ stage: 'dev', params: file(values), options: [] }).faults;
    expect(withFile({ publisherAccounts: 123456789012, importTable: true })).toEqual([]);
    expect(withFile({ publisherAccounts: 12345678901 })).toEqual([expect.stringContaining('in quotes in a file')]);
    expect(withFile({ visibilityTimeOut: 9 })).toEqual([
      'There is no parameter visibilityTimeOut. Did you mean visibilityTimeout?',
    ]);
  });
});
