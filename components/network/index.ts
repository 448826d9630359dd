export {
  GatewayEndpoints,
  type GatewayEndpointsArgs,
  hasEc2Messages,
  InterfaceEndpoints,
  type InterfaceEndpointsArgs,
  requiredEndpoints,
} from "./endpoints";
export { FlowLogQuestions, type FlowLogQuestionsArgs, flowLogStore } from "./flow-log-questions";
export { FLOW_LOG_PREFIX, Network, type NetworkArgs } from "./network";
export { patchingBuckets } from "./patching-buckets";
