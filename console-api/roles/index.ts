export { roleResolvers } from "./roles";
