import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * What is not somebody's own place on the internet (the IANA registries of special-purpose addresses): our own
 * machine and network, the carrier's, and the addresses at which clouds tell a machine its secrets.
 */
const NOT_PUBLIC_4 = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // With 169.254.169.254, where most clouds are asked.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's own, in the midst of public ones.
  ['168.63.129.16', 32],
] as const) {
  NOT_PUBLIC_4.addSubnet(network, prefix, 'ipv4');
}

/** Only `2000::/3` is given out to the public; so IPv4 in the clothes of IPv6 is not, nor are local addresses. */
const GLOBAL_6 = new BlockList();
GLOBAL_6.addSubnet('2000::', 3, 'ipv6');
/** What within it leads elsewhere or nowhere: Teredo and its neighbours, documentation, 6to4. */
const NOT_PUBLIC_6 = new BlockList();
NOT_PUBLIC_6.addSubnet('2001::', 23, 'ipv6');
NOT_PUBLIC_6.addSubnet('2001:db8::', 32, 'ipv6');
NOT_PUBLIC_6.addSubnet('2002::', 16, 'ipv6');
NOT_PUBLIC_6.addSubnet('3fff::', 20, 'ipv6');

/** True when an address, without brackets, is of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !NOT_PUBLIC_4.check(address, 'ipv4');
  return isIPv6(address) && GLOBAL_6.check(address, 'ipv6') && !NOT_PUBLIC_6.check(address, 'ipv6');
}
