export { chosenPrefixLists, deployedMatrix } from "./deployed-matrix";
export { type SecurityGroupIds, SecurityGroups, type SecurityGroupsArgs } from "./security-groups";
export {
  describeMatrix,
  type Flow,
  type GroupName,
  type MatrixRow,
  type Party,
  type TrafficOptions,
  trafficMatrix,
} from "./traffic-matrix";
export { type TrafficFacts, trafficOptions } from "./traffic-options";
