export { fleetGroup } from "./fleet";
export { patchingResolvers } from "./patching";
