/**
 * On which resources of the account an action is allowed: by the names that the program gives, where AWS lets names be
 * given; by region and kind where AWS gives them, with a tag where more hangs on it than the resource itself. `*` only for
 * actions that AWS limits to no resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

import type { Conditions } from "../documents";
import type { Place } from "../place";
import {
  apis,
  associations,
  balancing,
  baselines,
  buckets,
  catalogueStem,
  cloudfront,
  deliveries,
  ec2,
  hostedZone,
  identityPools,
  imageParameters,
  LAUNCHED_KINDS,
  logGroups,
  NETWORK_KINDS,
  siteFiles,
  stem,
  taggedInSsm,
  userPools,
  webAcls,
  windows,
} from "./resources";

export interface Scope {
  readonly resources: readonly string[];
  readonly condition?: Conditions;
}

interface Rule {
  /** Actions without the service: names, or patterns with `*`. */
  readonly actions: readonly string[];
  /** Several where AWS asks for the action on kinds that are limited in different ways. */
  readonly scopes: readonly ((place: Place) => Scope)[];
}

const ANYTHING = (): Scope => ({ resources: ["*"] });

const on =
  (resources: (place: Place) => readonly string[]) =>
  (place: Place): Scope => ({
    resources: resources(place),
  });

/** The tags that the program puts on everything: on the resource, or in the request that makes or tags one. */
export const hasTags = (on: "RequestTag" | "ResourceTag", { ownerTags }: Place): Conditions => ({
  StringEquals: Object.fromEntries(
    Object.entries(ownerTags).map(([key, value]) => [`aws:${on}/${key}`, value]),
  ),
});

const tagged =
  (of: "RequestTag" | "ResourceTag") =>
  (resources: (place: Place) => readonly string[]) =>
  (place: Place): Scope => ({
    resources: resources(place),
    condition: hasTags(of, place),
  });

/** Resources that the stack has tagged as its own, which the program's provider does to all that can be tagged. */
const ownOf = tagged("ResourceTag");

/** Resources that are made with the stack's tags, or get them. */
const madeOwn = tagged("RequestTag");

/** Tagging: what is being made gets the stack's tags; of what has them already any tag may change. */
const tagging = (resources: (place: Place) => readonly string[]): Rule["scopes"] => [
  madeOwn(resources),
  ownOf(resources),
];

/** Where things are made: in the stack's own network, or in one that it shares and that has no tag of the stack's. */
const inNetwork =
  (resources: (place: Place) => readonly string[]) =>
  (place: Place): Scope =>
    place.config.sharedNetwork ? on(resources)(place) : ownOf(resources)(place);

const RECORD_TYPES = "route53:ChangeResourceRecordSetsRecordTypes";

/** Addresses, which is all that the program writes: no mail, no certificate, no delegation. */
const addresses = (place: Place): Scope => ({
  resources: hostedZone(place),
  condition: {
    // Without the key the first would hold for anything.
    "ForAllValues:StringEquals": { [RECORD_TYPES]: ["A", "AAAA"] },
    Null: { [RECORD_TYPES]: "false" },
  },
});

/** By service, the first rule that has the action. */
const RULES: { readonly [service: string]: readonly Rule[] } = {
  appsync: [
    { actions: ["GetGraphqlApi", "ListTags*"], scopes: [on(apis)] },
    { actions: ["TagResource"], scopes: tagging(apis) },
    { actions: ["DeleteGraphqlApi", "UntagResource", "UpdateGraphqlApi"], scopes: [ownOf(apis)] },
    { actions: ["*"], scopes: [ANYTHING] },
  ],
  athena: [{ actions: ["*"], scopes: [on((place) => [place.arn("athena", `workgroup/${stem(place)}-*`)])] }],
  autoscaling: [
    { actions: ["Describe*"], scopes: [ANYTHING] },
    {
      actions: ["*"],
      scopes: [
        on((place) => [place.arn("autoscaling", `autoScalingGroup:*:autoScalingGroupName/${stem(place)}-*`)]),
      ],
    },
  ],
  cloudfront: [
    { actions: ["Create*"], scopes: [ANYTHING] },
    {
      actions: ["*Function"],
      scopes: [on(cloudfront("function/console-rewrite-*"))],
    },
    { actions: ["*OriginAccessControl"], scopes: [on(cloudfront("origin-access-control/*"))] },
    { actions: ["*OriginAccessIdentity"], scopes: [on(cloudfront("origin-access-identity/*"))] },
    { actions: ["*ResponseHeadersPolicy"], scopes: [on(cloudfront("response-headers-policy/*"))] },
    {
      actions: ["GetDistribution", "GetVpcOrigin", "ListTags*"],
      scopes: [on(cloudfront("distribution/*", "vpcorigin/*"))],
    },
    { actions: ["TagResource"], scopes: tagging(cloudfront("distribution/*", "vpcorigin/*")) },
    { actions: ["*"], scopes: [ownOf(cloudfront("distribution/*", "vpcorigin/*"))] },
  ],
  cloudwatch: [
    {
      actions: ["*"],
      // Their first parts are the components' names.
      scopes: [
        on((place) =>
          place.everywhere(
            "cloudwatch",
            ...["console", "interface-history", "proxy", "search"].map((name) => `alarm:${name}-*`),
          ),
        ),
      ],
    },
  ],
  "cognito-identity": [
    { actions: ["CreateIdentityPool", "SetIdentityPoolRoles"], scopes: [ANYTHING] },
    { actions: ["Describe*", "Get*", "List*"], scopes: [on(identityPools)] },
    { actions: ["TagResource"], scopes: tagging(identityPools) },
    { actions: ["*"], scopes: [ownOf(identityPools)] },
  ],
  "cognito-idp": [
    { actions: ["CreateUserPool", "DescribeUserPoolDomain"], scopes: [ANYTHING] },
    { actions: ["Describe*", "Get*", "List*"], scopes: [on(userPools)] },
    { actions: ["TagResource"], scopes: tagging(userPools) },
    { actions: ["*"], scopes: [ownOf(userPools)] },
  ],
  ec2: [
    { actions: ["Describe*"], scopes: [ANYTHING] },
    // A version of a template says which role its instances have: of templates, only the stack's own.
    { actions: ["CreateLaunchTemplate"], scopes: [madeOwn(ec2("launch-template"))] },
    { actions: ["*LaunchTemplate*"], scopes: [ownOf(ec2("launch-template"))] },
    {
      // An Auto Scaling group launches by itself. Its maker must be allowed to, in the stack's region.
      actions: ["RunInstances"],
      scopes: [
        ownOf(ec2("launch-template")),
        inNetwork(ec2("security-group", "subnet")),
        on((place) => [
          ...ec2(...LAUNCHED_KINDS)(place),
          place.arn("ec2", "image/*", { account: "" }),
          place.arn("ec2", "image/*"),
        ]),
      ],
    },
    // What is made says so; what it is made in is the stack's own, unless the VPC is somebody else's. No rule has a kind in
    // both: tags in a request would then open what is there already.
    {
      actions: ["AllocateAddress", "CreateInternetGateway", "CreateVpc"],
      scopes: [madeOwn(ec2("elastic-ip", "internet-gateway", "vpc"))],
    },
    {
      actions: ["CreateRouteTable", "CreateSubnet"],
      scopes: [madeOwn(ec2("route-table", "subnet")), inNetwork(ec2("vpc"))],
    },
    {
      actions: ["CreateFlowLogs", "CreateNatGateway", "CreateVpcEndpoint"],
      scopes: [
        madeOwn(ec2("natgateway", "vpc-endpoint", "vpc-flow-log")),
        inNetwork(ec2("elastic-ip", "route-table", "security-group", "subnet", "vpc")),
      ],
    },
    { actions: ["CreateSecurityGroup"], scopes: [madeOwn(ec2("security-group")), inNetwork(ec2("vpc"))] },
    {
      actions: ["AuthorizeSecurityGroup*"],
      scopes: [madeOwn(ec2("security-group-rule")), inNetwork(ec2("security-group"))],
    },
    // Also the stack's one rule in the group of a domain that exists already.
    {
      actions: ["ModifySecurityGroupRules"],
      scopes: [ownOf(ec2("security-group-rule")), inNetwork(ec2("security-group"))],
    },
    { actions: ["GetSecurityGroupsForVpc"], scopes: [inNetwork(ec2("vpc"))] },
    { actions: ["RevokeSecurityGroup*"], scopes: [inNetwork(ec2("security-group"))] },
    {
      actions: ["ModifyVpcEndpoint"],
      scopes: [ownOf(ec2("vpc-endpoint")), inNetwork(ec2("route-table", "security-group", "subnet"))],
    },
    { actions: ["*"], scopes: [ownOf(ec2(...NETWORK_KINDS))] },
  ],
  elasticloadbalancing: [
    { actions: ["Describe*", "SetWebAcl"], scopes: [ANYTHING] },
    { actions: ["*"], scopes: [on(balancing)] },
  ],
  es: [{ actions: ["*"], scopes: [on((place) => [place.arn("es", `domain/${stem(place)}`)])] }],
  events: [{ actions: ["*"], scopes: [on((place) => [place.arn("events", `rule/${stem(place)}-*`)])] }],
  glue: [
    {
      actions: ["*"],
      scopes: [
        on((place) =>
          [
            "catalog",
            `database/${catalogueStem(place)}`,
            `table/${catalogueStem(place)}/*`,
            `userDefinedFunction/${catalogueStem(place)}/*`,
          ].map((resource) => place.arn("glue", resource)),
        ),
      ],
    },
  ],
  lambda: [{ actions: ["*"], scopes: [on((place) => [place.arn("lambda", `function:${stem(place)}-*`)])] }],
  logs: [
    {
      actions: ["*LogDelivery", "*ResourcePolicy", "*ResourcePolicies", "DescribeLogGroups"],
      scopes: [ANYTHING],
    },
    { actions: ["DeleteDelivery"], scopes: [ownOf((place) => place.everywhere("logs", "delivery:*"))] },
    { actions: ["*Delivery*"], scopes: [on(deliveries)] },
    { actions: ["*Resource"], scopes: [on((place) => [...logGroups(place), ...deliveries(place)])] },
    { actions: ["*"], scopes: [on(logGroups)] },
  ],
  route53: [
    {
      actions: ["GetChange"],
      scopes: [on(({ config }) => [`arn:${config.partition.partition}:route53:::change/*`])],
    },
    { actions: ["ChangeResourceRecordSets"], scopes: [addresses] },
    { actions: ["*"], scopes: [on(hostedZone)] },
  ],
  s3: [
    { actions: ["*Object", "*ObjectTagging", "*ObjectVersion"], scopes: [on(siteFiles)] },
    { actions: ["*"], scopes: [on(buckets)] },
  ],
  scheduler: [
    {
      actions: ["*"],
      scopes: [on((place) => [place.arn("scheduler", `schedule/default/${stem(place)}-*`)])],
    },
  ],
  sns: [{ actions: ["*"], scopes: [on((place) => place.everywhere("sns", `${stem(place)}-*`))] }],
  ssm: [
    {
      actions: ["CreateMaintenanceWindow", "CreatePatchBaseline", "DescribePatchGroups"],
      scopes: [ANYTHING],
    },
    { actions: ["GetParameters"], scopes: [on(imageParameters)] },
    { actions: ["*Document*"], scopes: [on((place) => [place.arn("ssm", `document/${stem(place)}-*`)])] },
    { actions: ["DescribeAssociation"], scopes: [on(associations)] },
    {
      actions: ["CreateAssociation", "UpdateAssociation"],
      scopes: [
        madeOwn((place) => [place.arn("ssm", "association/*")]),
        ownOf((place) => [place.arn("ssm", "association/*"), place.arn("ec2", "instance/*")]),
        on((place) => [place.arn("ssm", "document/AWS-RunPatchBaseline", { account: "" })]),
      ],
    },
    { actions: ["DeleteAssociation"], scopes: [ownOf((place) => [place.arn("ssm", "association/*")])] },
    { actions: ["DescribeMaintenanceWindow*", "GetMaintenanceWindow*"], scopes: [on(windows)] },
    {
      actions: ["*MaintenanceWindow*"],
      scopes: [
        ownOf(windows),
        // Parts of a window, which AWS asks for as well, and which have no tags.
        on((place) => [place.arn("ssm", "windowtarget/*"), place.arn("ssm", "windowtask/*")]),
      ],
    },
    { actions: ["GetPatchBaseline"], scopes: [on(baselines)] },
    { actions: ["*PatchBaseline*"], scopes: [ownOf(baselines)] },
    { actions: ["ListTags*"], scopes: [on(taggedInSsm)] },
    { actions: ["AddTags*"], scopes: tagging(taggedInSsm) },
    { actions: ["RemoveTags*"], scopes: [ownOf(taggedInSsm)] },
  ],
  wafv2: [
    {
      actions: ["AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource"],
      scopes: [
        on((place) => [...webAcls(place), place.arn("elasticloadbalancing", "loadbalancer/app/proxy-alb-*")]),
      ],
    },
    {
      actions: ["CreateWebACL", "UpdateWebACL"],
      scopes: [
        on((place) => [
          ...webAcls(place),
          ...place.everywhere("wafv2", "regional/managedruleset/*", "global/managedruleset/*"),
        ]),
      ],
    },
    { actions: ["*"], scopes: [on(webAcls)] },
  ],
};

/** Where an action is limited otherwise: identities, keys and their tags have statements of their own. */
export const SPECIAL_SERVICES: ReadonlySet<string> = new Set(["iam", "kms"]);
export const SPECIAL_ACTIONS: ReadonlySet<string> = new Set(["ec2:CreateTags", "ec2:DeleteTags"]);

const has = ({ actions }: Rule, name: string): boolean =>
  actions.some((pattern) => {
    const parts = pattern.split("*");
    const [first = "", ...rest] = parts;
    if (rest.length === 0) return pattern === name;
    const last = rest.at(-1) ?? "";
    return (
      name.length >= first.length + last.length &&
      name.startsWith(first) &&
      name.endsWith(last) &&
      rest.slice(0, -1).every((part) => name.slice(first.length).includes(part))
    );
  });

/** @throws RangeError for an action that no rule has */
export function scopesOf(action: string, place: Place): readonly Scope[] {
  const [service = "", name = ""] = action.split(":");
  const rule = RULES[service]?.find((one) => has(one, name));
  if (rule === undefined) throw new RangeError(`no scope is known for \`${action}\``);
  return rule.scopes.map((scope) => scope(place));
}

/** Kinds of EC2 that the stack makes, and what Auto Scaling launches for it. */
export const taggedInEc2 = (place: Place): readonly string[] => ec2(...NETWORK_KINDS)(place);
export const launchTemplates = (place: Place): readonly string[] => ec2("launch-template")(place);
export const launchedInEc2 = (place: Place): readonly string[] => ec2(...LAUNCHED_KINDS)(place);
