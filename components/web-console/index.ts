/** The web console: a private site behind CloudFront, the API that answers signed-in reviewers, and the site's content. */

export { ConsoleApi, type ConsoleApiArgs, type ConsoleRoleArns } from "./api";
export { ConsoleContent, type ConsoleContentArgs, type ConsoleSettings } from "./content";
export {
  type DeploymentFacts,
  type DeploymentIdInputs,
  deploymentOf,
  type RegisteredControl,
} from "./deployment";
export { CONSOLE_GROUPS } from "./groups";
export { InterfaceHistory, type InterfaceHistoryArgs } from "./interface-history";
export { QUERY_DEPTH, RESOLVER_COUNT } from "./limits";
export { ConsoleSite, type ConsoleSiteArgs, consoleKeyPolicy } from "./site";
