export { BOUNDARY_MAX_CHARACTERS, IAM_WRITES, regionalBoundary } from "./boundary";
export { deployedRoles } from "./deployed";
export { accessDocument, type DocumentStatement, type PolicyDocument, trustDocument } from "./documents";
export { boundaryArn, IamRoles, type IamRolesArgs } from "./iam-roles";
export {
  type Duties,
  familyOf,
  type RoleFamily,
  type RoleKey,
  type RoleOptions,
  type RoleSpec,
  roleArn,
  roleName,
  type Statement,
  type Trust,
} from "./role-spec";
export { possibleRoles, requiredDuties, requiredRoles, roleSpecs } from "./specs";
