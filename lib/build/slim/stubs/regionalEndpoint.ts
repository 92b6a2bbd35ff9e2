import { regionalHost } from '../../../regionalHost.ts';

interface EndpointParameters {
  Endpoint?: string;
  /** Always set: the SDK throws without a region. */
  Region: string;
  UseFIPS?: boolean;
  UseDualStack?: boolean;
  /** DynamoDB only. */
  AccountIdEndpointMode?: string;
  /** EventBridge only: a global endpoint, whose requests have another signature. */
  EndpointId?: string;
}

interface ResolvedEndpoint {
  url: URL;
  headers: Record<string, string[]>;
  properties: Record<string, unknown>;
}

/**
 * Replaces the endpoint rules of a client and the code that evaluates them. It returns the given endpoint, or the
 * regional endpoint of the given region. The rules return the same for credentials without an account id, as in this
 * bundle. Throws for all options that it does not support.
 */
export function regionalEndpoint(service: string): (parameters: EndpointParameters) => ResolvedEndpoint {
  // A client has one or two endpoints. The cache saves parsing the URL for every request.
  const resolved = new Map<string, ResolvedEndpoint>();

  return ({ Endpoint, Region, UseFIPS, UseDualStack, AccountIdEndpointMode, EndpointId }) => {
    if (UseFIPS || UseDualStack || AccountIdEndpointMode === 'required' || EndpointId) {
      throw new Error(`This bundle knows only the regional endpoints of ${service}`);
    }
    const href = Endpoint ?? `https://${regionalHost(service, Region)}`;
    const endpoint = resolved.get(href) ?? { url: new URL(href), headers: {}, properties: {} };
    resolved.set(href, endpoint);
    return endpoint;
  };
}
