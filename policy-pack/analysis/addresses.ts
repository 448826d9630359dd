/** IPv4 and IPv6 addresses as numbers and sets: what configuration, policies and the console reason with. */
export { AddressSet } from "./address-set";
export { formatAddress, parseAddress } from "./address-text";
export { ADDRESS_BITS, type AddressFamily, type AddressRange, type CidrBlock, parseCidr } from "./cidr";
export { INTERNET } from "./internet";
