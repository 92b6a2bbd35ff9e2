interface EndpointParameters {
  Endpoint?: string;
  Region?: string;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
  AccountIdEndpointMode?: string;
}

interface ResolvedEndpoint {
  url: URL;
  headers: Record<string, string[]>;
  properties: Record<string, unknown>;
}

/**
 * In place of DynamoDB's endpoint rules and the decision diagram that runs them: a given endpoint is taken as it is, a region
 * means its regional endpoint. That is what the rules answer too for credentials that do not carry an account id, and those
 * of this bundle do not. What they can do beyond that is refused here, never ignored.
 */
export function defaultEndpointResolver(parameters: EndpointParameters): ResolvedEndpoint {
  const { Endpoint, Region, UseFIPS, UseDualStack, AccountIdEndpointMode } = parameters;
  if (UseFIPS || UseDualStack || AccountIdEndpointMode === 'required') {
    throw new Error('This bundle knows no FIPS, dual-stack or account endpoints of DynamoDB');
  }
  if (!Endpoint && !Region) throw new Error('Neither an endpoint nor a region is given for DynamoDB');
  const href = Endpoint ?? `https://dynamodb.${Region}.${dnsSuffix(Region ?? '')}`;
  const endpoint = resolved.get(href) ?? { url: new URL(href), headers: {}, properties: {} };
  resolved.set(href, endpoint);
  return endpoint;
}

/** The clients of a function have one endpoint or two; to parse it anew for every request would be a waste. */
const resolved = new Map<string, ResolvedEndpoint>();

/** What a region's partition ends its host names with; the aws and aws-us-gov partitions share one. */
const suffixes: [prefix: string, suffix: string][] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

const dnsSuffix = (region: string): string =>
  suffixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
