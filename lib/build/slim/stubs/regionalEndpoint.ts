interface EndpointParameters {
  Endpoint?: string;
  /** The SDK has refused to go on without one. */
  Region: string;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
  /** Of DynamoDB. */
  AccountIdEndpointMode?: string;
  /** Of EventBridge: one bus in several regions, for which requests are signed in another way. */
  EndpointId?: string;
}

interface ResolvedEndpoint {
  url: URL;
  headers: Record<string, string[]>;
  properties: Record<string, unknown>;
}

/**
 * In place of a client's endpoint rules and the decision diagram that runs them: a given endpoint is taken as it is, a region
 * means its regional endpoint. That is what the rules answer too for credentials that do not carry an account id, and those
 * of this bundle do not. What they can do beyond that is refused here, never ignored.
 */
export function regionalEndpoint(service: string): (parameters: EndpointParameters) => ResolvedEndpoint {
  // A client has one endpoint or two; to parse it anew for every request would be a waste.
  const resolved = new Map<string, ResolvedEndpoint>();

  return ({ Endpoint, Region, UseFIPS, UseDualStack, AccountIdEndpointMode, EndpointId }) => {
    if (UseFIPS || UseDualStack || AccountIdEndpointMode === 'required' || EndpointId) {
      throw new Error(`This bundle knows only the regional endpoints of ${service}`);
    }
    const href = Endpoint ?? `https://${service}.${Region}.${dnsSuffix(Region)}`;
    const endpoint = resolved.get(href) ?? { url: new URL(href), headers: {}, properties: {} };
    resolved.set(href, endpoint);
    return endpoint;
  };
}

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
