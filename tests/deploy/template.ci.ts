import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameworkCommand, packaged, shell } from './commands.ts';

/** The framework declares dependencies that references imply already. CloudFormation ignores the repetition. */
const exceptions = 'W3005';

type Properties = Record<string, unknown>;
interface Template {
  Resources: Record<string, { Type: string; Properties: Properties }>;
  Outputs: Record<string, object>;
}
interface Match {
  Filename: string;
  Level: string;
  Rule: { Id: string };
  Location: { Path: readonly string[] | null };
}

/** What CloudFormation would reject: a resource, and properties that replace its own. `undefined` removes one. */
const faults: readonly (readonly [fault: string, resource: string, properties: Properties])[] = [
  ['an unknown property', 'EventBus', { Nam: 'contacts' }],
  ['a value of the wrong type', 'DetectSenderQueue', { VisibilityTimeout: 'long' }],
  ['a missing property', 'GetContactRole', { AssumeRolePolicyDocument: undefined }],
  ['a missing property of an object', 'DetectSenderRule', { Targets: [{ Arn: 'arn:aws:sqs:eu-central-1::q' }] }],
  ['a runtime that does not exist', 'GetContactLambdaFunction', { Runtime: 'nodejs99.x' }],
  ['an enum value that does not exist', 'ContactsTable', { BillingMode: 'PAY_PER_CALL' }],
  ['a reference to no resource', 'EnrichContactRule', { EventBusName: { Ref: 'Bus' } }],
  ['a reference to no attribute', 'HttpApiStage', { ApiId: { 'Fn::GetAtt': ['HttpApi', 'Identity'] } }],
  ['a number above its maximum', 'PublishChangeDeadLetters', { MessageRetentionPeriod: 1_209_601 }],
  ['a number below its minimum', 'ListContactsLambdaFunction', { MemorySize: 64 }],
  ['a text that is too long', 'DeriveCompanyRule', { Description: 'x'.repeat(513) }],
  ['a retention that no log can have', 'GetContactLogGroup', { RetentionInDays: 8 }],
  ['a text that does not match its pattern', 'UpdateContactRole', { Path: 'no/path' }],
  ['an unknown key of a policy', 'QueuePolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Who: '*' }] } }],
  ['a missing id of a policy statement', 'EventBusPolicy', { StatementId: undefined }],
];

/** Neither packaging nor cfn-lint needs AWS. */
const nowhere = 'http://127.0.0.1:1';

let directory: string;
let template: Template;
let matches: readonly Match[];

beforeAll(async () => {
  // With all optional resources.
  const optional = [
    'publisherAccounts=123456789012,234567890123',
    'tableKey=arn:aws:kms:eu-central-1:123456789012:key/k',
  ];
  const command = [await frameworkCommand('deploy'), ...optional].join(' --param ');
  await shell(command.replace('deploy', 'package'), nowhere);
  template = JSON.parse(await readFile(join(packaged, 'cloudformation-template-update-stack.json'), 'utf8'));
  directory = await mkdtemp(join(tmpdir(), 'template-'));
  await writeFile(join(directory, 'packaged.json'), JSON.stringify(template));
  await writeFile(join(directory, 'faulty.json'), JSON.stringify(withFaults(template)));
  await writeFile(join(directory, 'large.json'), JSON.stringify(tooLarge()));
  const lint = `cfn-lint --regions eu-central-1 --ignore-checks ${exceptions} --format json ${directory}/*.json`;
  // cfn-lint's exit status says which levels it found.
  matches = JSON.parse(await shell(`${lint} || (($? < 32))`, nowhere));
});

afterAll(() => rm(directory, { recursive: true }));

const matchesIn = (file: string) => matches.filter(({ Filename }) => Filename === join(directory, file));

function withFaults({ Resources, ...rest }: Template): object {
  const changed = faults.map(([, id, properties]) => {
    const resource = Resources[id];
    if (!resource) throw new Error(`The template has no ${id}`);
    return [id, { ...resource, Properties: { ...resource.Properties, ...properties } }] as const;
  });
  return { ...rest, Resources: { ...Resources, ...Object.fromEntries(changed) } };
}

/** A template with one resource and one output too many. */
function tooLarge(): Template {
  const Resources = Object.fromEntries(
    Array.from({ length: 501 }, (_, i) => [`Queue${i}`, { Type: 'AWS::SQS::Queue', Properties: {} }]),
  );
  const Outputs = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`Output${i}`, { Value: 'x' }]));
  return { Resources, Outputs };
}

describe('the packaged template', () => {
  it('has no fault that cfn-lint knows, by the schemas of CloudFormation', () => {
    expect(template.Resources).toHaveProperty('EventBusPolicy');
    expect(template.Resources).toHaveProperty('ContactsTable.Properties.SSESpecification.KMSMasterKeyId');
    expect(matchesIn('packaged.json')).toEqual([]);
  });

  it.each(faults)('would be rejected with %s', (_, id) => {
    const errors = matchesIn('faulty.json').filter(({ Level }) => Level === 'Error');
    expect(errors.filter(({ Location }) => Location.Path?.[1] === id)).not.toEqual([]);
  });

  it.each([
    ['501 resources', 'E3010'],
    ['201 outputs', 'E6010'],
  ])('would be rejected with %s', (_, rule) => {
    expect(matchesIn('large.json').map(({ Rule }) => Rule.Id)).toContain(rule);
  });
});
