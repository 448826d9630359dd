import type { Rule } from "../facts/rule";
import { administrativeAccess } from "./administrative-access";
import { administrativeManagedPolicy } from "./administrative-managed-policy";
import { allButGrant } from "./all-but-grant";
import { broadDataAccess } from "./broad-data-access";
import { broadPassRole } from "./broad-pass-role";
import { bucketPublicAccess } from "./bucket-public-access";
import { bucketTransport } from "./bucket-transport";
import { bucketWebsite } from "./bucket-website";
import { combinedRoleAccess } from "./combined-role-access";
import { confusedDeputy } from "./confused-deputy";
import { crossAccountTrust } from "./cross-account-trust";
import { defaultNetworkRules } from "./default-network-rules";
import { distributionSecurity } from "./distribution-security";
import { federatedRoleTrust } from "./federated-role-trust";
import { fullServiceAccess } from "./full-service-access";
import { ineffectiveStatement } from "./ineffective-statement";
import { instanceMetadata } from "./instance-metadata";
import { instancePatching } from "./instance-patching";
import { opaqueResource } from "./opaque-resource";
import { openClusterEndpoint } from "./open-cluster-endpoint";
import { openIngress } from "./open-ingress";
import { openNetworkAcl } from "./open-network-acl";
import { openPath } from "./open-path";
import { openRoleTrust } from "./open-role-trust";
import { permissionsBoundary } from "./permissions-boundary";
import { privilegeEscalation } from "./privilege-escalation";
import { privilegedRoleChain } from "./privileged-role-chain";
import { publicAddress } from "./public-address";
import { publicDatabase } from "./public-database";
import { publicFunctionPermission } from "./public-function-permission";
import { publicMode } from "./public-mode";
import { publicResourcePolicy } from "./public-resource-policy";
import { publicSharing } from "./public-sharing";
import { ruleDescription } from "./rule-description";
import { searchDomainOutsideVpc } from "./search-domain-outside-vpc";
import { sharedIssuerTrust } from "./shared-issuer-trust";
import { unauthenticatedEndpoint } from "./unauthenticated-endpoint";
import { unscopedWrite } from "./unscoped-write";
import { userCredentials } from "./user-credentials";
import { volumeEncryption } from "./volume-encryption";
import { waivers } from "./waivers";

/** Every policy of the pack, in the order in which they are reported. */
export const rules: readonly Rule[] = [
  administrativeAccess,
  combinedRoleAccess,
  administrativeManagedPolicy,
  privilegeEscalation,
  privilegedRoleChain,
  broadPassRole,
  fullServiceAccess,
  broadDataAccess,
  unscopedWrite,
  allButGrant,
  openRoleTrust,
  crossAccountTrust,
  sharedIssuerTrust,
  federatedRoleTrust,
  confusedDeputy,
  publicResourcePolicy,
  publicFunctionPermission,
  unauthenticatedEndpoint,
  publicSharing,
  userCredentials,
  permissionsBoundary,
  opaqueResource,
  ineffectiveStatement,
  openIngress,
  openPath,
  defaultNetworkRules,
  publicDatabase,
  openClusterEndpoint,
  searchDomainOutsideVpc,
  openNetworkAcl,
  publicAddress,
  publicMode,
  ruleDescription,
  bucketPublicAccess,
  bucketTransport,
  bucketWebsite,
  distributionSecurity,
  instanceMetadata,
  volumeEncryption,
  instancePatching,
  waivers,
];
