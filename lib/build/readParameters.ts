import { nearest } from '../cli/nearest.ts';
import { ownSource } from '../events/ownSource.ts';
import { type Parameter, type ParameterName, type ParameterValues, parameters } from './parameters.ts';

/** The parameters in serverless.yml by stage, those of the command line as `name=value`, and the packaged stage. */
export interface GivenParameters {
  stage: string;
  params: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  options: readonly string[];
}

const names = Object.keys(parameters) as ParameterName[];

/**
 * Finds the values of all parameters, as the framework does, and their faults: a sentence for each. The framework
 * itself ignores parameters that it does not know, and passes on whatever a value is.
 */
export function readParameters({ stage, params, options }: GivenParameters): {
  values: ParameterValues;
  faults: string[];
} {
  const given = new Map(Object.entries({ ...params.default, ...params[stage] }));
  for (const option of options) given.set(...split(option));
  const texts = names.map((name) => [name, String(given.get(name) ?? '')] as const);
  const values = Object.fromEntries(texts) as ParameterValues;
  const faults = [
    ...[...given.keys()].flatMap(unknownFault),
    ...texts.flatMap(([name, text]) => valueFault(name, text)),
  ];
  // What values mean together matters only when each is valid.
  return { values, faults: faults.length > 0 ? faults : combinationFaults(values, stage) };
}

const split = (option: string): [string, string] => {
  const [name = '', ...value] = option.split('=');
  return [name, value.join('=').trimEnd()];
};

function unknownFault(name: string): string[] {
  if (Object.hasOwn(parameters, name)) return [];
  const known = nearest(
    name.toLowerCase(),
    names.map((each) => each.toLowerCase()),
  );
  const suggestion = names.find((each) => each.toLowerCase() === known);
  return [`There is no parameter ${name}.${suggestion ? ` Did you mean ${suggestion}?` : ''}`];
}

function valueFault(name: ParameterName, text: string): string[] {
  const { phrase, form, range, isOptional }: Parameter = parameters[name];
  if (text === '') return isOptional ? [] : [`${name} is missing: it must be ${phrase}.`];
  const isInRange = (each: string) => !range || (Number(each) >= range[0] && Number(each) <= range[1]);
  return form.test(text) && text.split(',').every(isInRange) ? [] : [`${name} must be ${phrase}, not "${text}".`];
}

/** Faults of values that are valid on their own. */
function combinationFaults(values: ParameterValues, stage: string): string[] {
  const jwt = (['jwtIssuer', 'jwtAudience', 'jwtJwksUri', 'jwtTenantClaim'] as const).filter((name) => !values[name]);
  const faults: [isFault: boolean, sentence: string][] = [
    [
      jwt.length > 0 && jwt.length < 4,
      `${jwt.join(', ')} must be set too: JWTs need an issuer, an audience, a JWKS and a tenant claim.`,
    ],
    ...timeoutFaults(values, 'eventTimeout', 'visibilityTimeout'),
    ...timeoutFaults(values, 'lookupTimeout', 'lookupVisibilityTimeout'),
    [
      Number(values.crmReservedConcurrency) > 0 &&
        Number(values.crmReservedConcurrency) < Number(values.crmConcurrency),
      `crmReservedConcurrency (${values.crmReservedConcurrency}) must be 0 or at least crmConcurrency ` +
        `(${values.crmConcurrency}), or Lambda refuses lookups that SQS delivers.`,
    ],
    [stage === 'production' && !values.alarmTopic, 'alarmTopic is missing: alarms of production must notify somebody.'],
    ...(['alarmTopic', 'tableKey'] as const).map((name): [boolean, string] => [
      values[name] !== '' && values[name].split(':')[3] !== values.region,
      `${name} must be in the region ${values.region}, like the stack that uses it.`,
    ]),
    [
      values.publisherSources.split(',').includes(ownSource),
      `publisherSources must not contain ${ownSource}, which is the source of the service's own events.`,
    ],
  ];
  return faults.filter(([isFault]) => isFault).map(([, sentence]) => sentence);
}

const timeoutFaults = (
  values: ParameterValues,
  timeout: ParameterName,
  visibility: ParameterName,
): [boolean, string][] => [
  [
    Number(values[timeout]) > Number(values[visibility]),
    `${visibility} (${values[visibility]}) must be at least ${timeout} (${values[timeout]}), or SQS delivers a message again ` +
      'while a function still handles it.',
  ],
];
