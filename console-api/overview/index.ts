export { overviewResolvers } from "./overview";
