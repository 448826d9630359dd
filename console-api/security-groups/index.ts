export { rulesOfGroups } from "./account";
export { flowOf } from "./drift";
export { deployedNames, type Names, namesOf, peerFor } from "./names";
export { ofAccount, otherAccount } from "./owners";
export {
  type AccountRule,
  accountRule,
  type DeclaredRule,
  declaredRules,
  type Ports,
  portsOf,
  type Rule,
  type RulePeer,
} from "./rules";
export { securityGroupResolvers } from "./security-groups";
export { bySpace, type Entries, NO_ENTRIES, spaceOf, trafficOf } from "./spaces";
export { addressesText, packetText, portsText, toward, trafficText, witnessOf } from "./words";
