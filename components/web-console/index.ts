/** The web console: a private site behind CloudFront, the API that answers signed-in reviewers, and the site's content. */

export { ConsoleApi, type ConsoleApiArgs, type ConsoleRoleArns } from "./api";
export { ConsoleContent, type ConsoleContentArgs, type ConsoleSettings } from "./content";
export { CONSOLE_GROUPS, type ConsoleReview, type ReviewControl, type ReviewFlow } from "./review";
export { ConsoleSite, type ConsoleSiteArgs, consoleKeyPolicy } from "./site";
