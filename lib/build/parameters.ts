/** A parameter of a stage in serverless.yml. */
export interface Parameter {
  /** What a value must be, as the end of a sentence. */
  phrase: string;
  form: RegExp;
  /** The least and the greatest value of a number, or of each number in a list. */
  range?: readonly [number, number];
  /** Whether it may be empty. */
  isOptional?: true;
}

const number = (what: string, ...range: readonly [number, number]): Parameter => ({
  phrase: `${what} from ${range[0]} to ${range[1]}`,
  form: /^\d+$/,
  range,
});
const seconds = (min: number, max: number): Parameter => number('a whole number of seconds', min, max);
const flag: Parameter = { phrase: 'true or false', form: /^(true|false)$/ };
const optional = (phrase: string, form: RegExp): Parameter => ({ phrase, form, isOptional: true });
const listOf = (item: RegExp): RegExp => new RegExp(`^(${item.source})(,(${item.source}))*$`);
const arnOf = (service: string, resource: string): RegExp =>
  new RegExp(`^arn:aws[\\w-]*:${service}:[a-z\\d-]+:\\d{12}:${resource}$`);

/** The days for which CloudWatch can keep a log. */
const retentions = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731],
  ...[1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

const url = /^https:\/\/[^\s/]+(\/\S*)?$/;

/** The parameters of a stage. Their limits are those of AWS, unless a comment says otherwise. */
export const parameters = {
  region: { phrase: 'an AWS region, for example eu-central-1', form: /^[a-z]{2}(-[a-z]+)+-\d$/ },
  // The name of the table of API keys is five characters longer; DynamoDB allows 255.
  tableName: { phrase: '3 to 250 letters, digits, dots, hyphens and underscores', form: /^[\w.-]{3,250}$/ },
  tableKey: optional('the ARN of a KMS key', arnOf('kms', 'key/[\\w-]+')),
  deletionProtection: flag,
  importTable: flag,
  apiKeyMode: { phrase: 'live or test', form: /^(live|test)$/ },
  eventBusName: {
    phrase: '1 to 256 letters, digits, dots, hyphens and underscores, and not "default"',
    form: /^(?!default$)[\w.-]{1,256}$/,
  },
  publisherSources: {
    phrase: 'sources of events, which do not begin with "aws.", separated by commas without spaces',
    form: listOf(/(?!aws\.)[\w./-]{1,256}/),
  },
  // YAML reads 012345678901 as a number and drops its first digit.
  publisherAccounts: optional(
    'AWS account ids of 12 digits, separated by commas without spaces, and in quotes in a file',
    listOf(/\d{12}/),
  ),
  logRetentionDays: {
    phrase: `a number of days that CloudWatch knows (${retentions.join(', ')})`,
    form: new RegExp(`^(${retentions.join('|')})$`),
  },
  requestsPerSecond: number('a whole number', 1, 100_000),
  requestBurst: number('a whole number', 1, 100_000),
  tenantRequestsPerSecond: number('a whole number', 1, 100_000),
  credentialRequestsPerSecond: number('a whole number', 1, 100_000),
  crmRequestsPerSecond: number('a whole number', 1, 100_000),
  crmRequestBurst: number('a whole number', 1, 100_000),
  eventConcurrency: number('a whole number', 2, 1000),
  crmConcurrency: number('a whole number', 2, 1000),
  webhookConcurrency: number('a whole number', 2, 1000),
  crmReservedConcurrency: number('a whole number', 0, 1000),
  eventTimeout: seconds(1, 900),
  visibilityTimeout: seconds(1, 43_200),
  maxReceiveCount: number('a whole number', 1, 1000),
  // One CRM lookup may take 15 seconds.
  lookupTimeout: seconds(16, 900),
  lookupVisibilityTimeout: seconds(16, 43_200),
  alarmTopic: optional('the ARN of an SNS topic', arnOf('sns', '[\\w-]+')),
  codeCache: flag,
  dynamoDbClient: { phrase: 'own or stock', form: /^(own|stock)$/ },
  tracing: { phrase: 'Active or PassThrough', form: /^(Active|PassThrough)$/ },
  allowedOrigins: optional(
    'origins such as https://app.example.com, without a path, separated by commas without spaces, or *',
    new RegExp(`^\\*$|${listOf(/https?:\/\/[^\s/,*?#@]+/).source}`),
  ),
  crmPorts: {
    phrase: 'port numbers from 1 to 65535, separated by commas without spaces',
    form: listOf(/\d+/),
    range: [1, 65_535],
    isOptional: true,
  },
  jwtIssuer: optional('an https URL', url),
  jwtAudience: optional('audiences of the JWTs, separated by commas without spaces', listOf(/[^\s,]+/)),
  jwtJwksUri: optional('an https URL', url),
  jwtTenantClaim: optional('the name of a claim', /^\S+$/),
  jwtMaxLifetime: seconds(60, 604_800),
} satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof parameters;

/** The values of all parameters as text; empty where a parameter has none. */
export type ParameterValues = Readonly<Record<ParameterName, string>>;
