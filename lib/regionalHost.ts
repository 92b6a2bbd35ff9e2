/** The DNS suffixes of the partitions, by the prefix of their regions. aws and aws-us-gov have the default suffix. */
const suffixes: [prefix: string, suffix: string][] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov'],
];

/** The host name of the regional endpoint of an AWS service; `service` is its first part. */
export function regionalHost(service: string, region: string): string {
  const [, suffix = 'amazonaws.com'] = suffixes.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return `${service}.${region}.${suffix}`;
}
