import { OWN_ACCOUNT } from "../analysis/iam/permission";
import { isList, UNKNOWN, type Value, type ValueMap } from "../analysis/unknown";
import { valuesAt } from "./iam-documents";
import { type Resource, type Stack, type StackResource, textOf } from "./resource";

/** A property by which a resource is shared with whoever it names, without a policy document. */
export interface Share {
  /** The property, as a JSON path. */
  readonly path: string;
  /** What is shared: `this image`. */
  readonly thing: string;
  /** The value that stands for every AWS account, as it is written; `UNKNOWN` where the property may be that. */
  readonly everyone: string | typeof UNKNOWN;
  /** Whether each use must be accepted by the owner, so that sharing with everyone gives nobody anything yet. */
  readonly isAccepted: boolean | typeof UNKNOWN;
}

interface Place {
  readonly path: string;
  readonly thing: string;
  /** What stands for everyone there, in lower case. */
  readonly everyone: string;
  /** A property that leaves only an organisation of everyone. */
  readonly unless?: string;
}

const SNAPSHOT = { path: "sharedAccounts", thing: "this snapshot", everyone: "all" };
const LAYER = { path: "principal", thing: "this layer version", everyone: "*" };
const DOCUMENT = { thing: "this document", everyone: "all" };
const ENDPOINT_SERVICE = "this endpoint service";

const PLACES: Readonly<Record<string, readonly Place[]>> = {
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": [
    { path: "group", thing: "this image", everyone: "all" },
  ],
  "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": [
    { path: "accountId", thing: "this snapshot", everyone: "all" },
  ],
  "aws:imagebuilder/distributionConfiguration:DistributionConfiguration": [
    {
      path: "distributions[].amiDistributionConfiguration.launchPermission.userGroups[]",
      thing: "its images",
      everyone: "all",
    },
  ],
  "aws-native:imagebuilder:DistributionConfiguration": [
    {
      path: "distributions[].amiDistributionConfiguration.launchPermissionConfiguration.userGroups[]",
      thing: "its images",
      everyone: "all",
    },
  ],
  "aws:rds/snapshot:Snapshot": [SNAPSHOT],
  "aws:rds/snapshotCopy:SnapshotCopy": [SNAPSHOT],
  "aws:rds/clusterSnapshot:ClusterSnapshot": [SNAPSHOT],
  "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": [SNAPSHOT],
  // The provider hands these keys through, and takes both of their spellings.
  "aws:ssm/document:Document": [
    { path: "permissions.accountIds", ...DOCUMENT },
    { path: "permissions.account_ids", ...DOCUMENT },
  ],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": [{ ...LAYER, unless: "organizationId" }],
  "aws-native:lambda:LayerVersionPermission": [{ ...LAYER, unless: "organizationId" }],
  "aws:ec2/vpcEndpointService:VpcEndpointService": [
    { path: "allowedPrincipals[]", thing: ENDPOINT_SERVICE, everyone: "*" },
  ],
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple": [
    { path: "principalArn", thing: ENDPOINT_SERVICE, everyone: "*" },
  ],
  "aws-native:ec2:VpcEndpointServicePermissions": [
    { path: "allowedPrincipals[]", thing: ENDPOINT_SERVICE, everyone: "*" },
  ],
};

/** Endpoint services, and the properties by which others name who may connect to them. */
const ENDPOINT_SERVICES: ReadonlySet<string> = new Set([
  "aws:ec2/vpcEndpointService:VpcEndpointService",
  "aws-native:ec2:VpcEndpointService",
]);
const CONNECTIONS: Readonly<Record<string, string>> = {
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple": "vpcEndpointServiceId",
  "aws-native:ec2:VpcEndpointServicePermissions": "serviceId",
};

/** Whether resources of this type can be shared with everyone, alone or with the rest of the stack. */
export const isShareable = (type: string): boolean =>
  Object.hasOwn(PLACES, type) || ENDPOINT_SERVICES.has(type);

/** Whether it takes the rest of the stack to tell what such a share gives. */
export const isConnection = (type: string): boolean => Object.hasOwn(CONNECTIONS, type);

const named = (value: Value): readonly (string | typeof UNKNOWN)[] => {
  if (isList(value)) return value.flatMap(named);
  if (value === UNKNOWN) return [UNKNOWN];
  return typeof value === "string" ? value.split(",").map((item) => item.trim()) : [];
};

/** The properties by which a resource is, or may be, shared with everyone. */
export function sharesOf(resource: Resource): readonly Share[] {
  const places = Object.hasOwn(PLACES, resource.type) ? (PLACES[resource.type] ?? []) : [];
  return places.flatMap(({ path: place, thing, everyone, unless }) =>
    valuesAt(resource, place).flatMap(({ path, value }): readonly Share[] => {
      const organisation = unless === undefined ? undefined : textOf(resource.inputs[unless]);
      if (typeof organisation === "string") return [];
      const all = named(value).filter((name) => name === UNKNOWN || name.toLowerCase() === everyone);
      const written = all.find((name) => name !== UNKNOWN);
      if (all.length === 0) return [];
      const isAccepted = accepts(resource.inputs);
      return written !== undefined && organisation === UNKNOWN
        ? [{ path: unless ?? path, thing, everyone: UNKNOWN, isAccepted }]
        : [{ path, thing, everyone: written ?? UNKNOWN, isAccepted }];
    }),
  );
}

const accepts = ({ acceptanceRequired }: ValueMap): boolean | typeof UNKNOWN =>
  acceptanceRequired === UNKNOWN ? UNKNOWN : acceptanceRequired === true;

/** The shares of an endpoint service that another resource gives; what the service says counts where it is known. */
export function connectionShares(resource: StackResource): readonly Share[] {
  const property = CONNECTIONS[resource.type];
  if (property === undefined) return [];
  const service = resource.sourcesOf(property).find(({ type }) => ENDPOINT_SERVICES.has(type));
  const isAccepted = service === undefined ? UNKNOWN : accepts(service.inputs);
  return sharesOf(resource).map((share) => ({ ...share, isAccepted }));
}

/** Settings by which an account, in one region, lifts its guard against public images or snapshots. */
const GUARDS: Readonly<Record<string, string>> = {
  "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": "images",
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": "snapshots",
  "aws-native:ec2:SnapshotBlockPublicAccess": "snapshots",
};

/** What such a setting guards: `images`. */
export const guardedBy = (type: string): string | undefined =>
  Object.hasOwn(GUARDS, type) ? GUARDS[type] : undefined;

const RAM_SHARES: ReadonlySet<string> = new Set([
  "aws:ram/resourceShare:ResourceShare",
  "aws-native:ram:ResourceShare",
]);
const RAM_PRINCIPAL = "aws:ram/principalAssociation:PrincipalAssociation";

/** A principal that a resource share of RAM is for. */
export interface RamPrincipal {
  readonly resource: StackResource;
  readonly path: string;
  /** The account, or `UNKNOWN`. Organisations and services have none, and are left out. */
  readonly account: string | typeof UNKNOWN;
  /** Whether the share takes principals from outside the organisation. */
  readonly isExternal: boolean | typeof UNKNOWN;
}

/** Whether resources of this type say whom RAM shares with, or whether it shares with outsiders. */
export const concernsRam = (type: string): boolean => RAM_SHARES.has(type) || type === RAM_PRINCIPAL;

/** The accounts that the resource shares of a stack are for. */
export function ramPrincipals({ resources }: Stack): readonly RamPrincipal[] {
  return resources.flatMap((resource): readonly RamPrincipal[] => {
    if (resource.type === RAM_PRINCIPAL) {
      const share = resource.sourcesOf("resourceShareArn").find(({ type }) => RAM_SHARES.has(type));
      return accountsAt(resource, "principal", share === undefined ? UNKNOWN : isExternal(share));
    }
    return RAM_SHARES.has(resource.type) ? accountsAt(resource, "principals[]", isExternal(resource)) : [];
  });
}

const accountsAt = (
  resource: StackResource,
  place: string,
  external: boolean | typeof UNKNOWN,
): readonly RamPrincipal[] =>
  valuesAt(resource, place).flatMap(({ path, value }): readonly RamPrincipal[] => {
    const account = value === UNKNOWN ? UNKNOWN : accountOfPrincipal(value);
    return account === undefined || account === OWN_ACCOUNT
      ? []
      : [{ resource, path, account, isExternal: external }];
  });

/** CloudFormation's default is to share with outsiders, the other provider's not to. */
function isExternal({ type, inputs }: Resource): boolean | typeof UNKNOWN {
  const allowed = inputs["allowExternalPrincipals"];
  if (allowed === UNKNOWN) return UNKNOWN;
  return typeof allowed === "boolean" ? allowed : type.startsWith("aws-native:");
}

function accountOfPrincipal(value: Value): string | undefined {
  if (typeof value !== "string") return undefined;
  if (/^\d{12}$/.test(value)) return value;
  return /^arn:[^:]+:iam::(\d{12}):/.exec(value)?.[1];
}
