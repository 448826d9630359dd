import { expect } from "chai";
import { pipelineBoundary, workloadBoundary } from "../../access/boundaries";
import { documentText, MAX_POLICY_CHARACTERS } from "../../access/documents";
import type { Place } from "../../access/place";
import { deployStatements, inspectStatements, previewStatements } from "../../access/policies";
import { defaultImageParameter } from "../../config/instance-types";
import { DEV, PROD, placeOf, tagContext } from "./places";
import { maySession, type Request } from "./requests";

const GRANTS = { preview: previewStatements, inspect: inspectStatements, deploy: deployStatements };

/** What a session may do; `beside` is what somebody attached to its role. */
function session(
  purpose: keyof typeof GRANTS,
  place: Place = DEV,
  beside: Parameters<typeof maySession>[0] = [],
) {
  const may = maySession([...GRANTS[purpose](place), ...beside], pipelineBoundary(place));
  const region = { "aws:RequestedRegion": place.config.region };
  return (action: string, resource: string, context: Request["context"] = {}): boolean =>
    may({ action, resource, context: { ...region, ...context } });
}

const ADMINISTRATOR = [{ Effect: "Allow", Action: ["*"], Resource: "*" }] as const;

const role = (name: string, path = "/"): string => `arn:aws:iam::111122223333:role${path}${name}`;
const ROLE = role("clo-dev-us-east-1-api");
const INSIDE = {
  "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-workload",
};
const STATE_KEY = "arn:aws:kms:us-east-1:111122223333:key/11111111-2222-3333-4444-555555555555";
const BY_ALIAS = { "kms:ResourceAliases": ["alias/state-clo-dev-us-east-1"] };
const OWN = tagContext("ResourceTag", "dev");

describe("what a session that deploys may do", () => {
  const may = session("deploy");
  /** Also as an administrator it could not: the boundary stands. */
  const couldAsAdministrator = session("deploy", DEV, ADMINISTRATOR);

  it("makes and changes the stack's roles inside the boundary of the workloads", () => {
    for (const action of [
      "CreateRole",
      "PutRolePolicy",
      "UpdateAssumeRolePolicy",
      "DeleteRole",
      "DetachRolePolicy",
    ])
      expect(may(`iam:${action}`, ROLE, INSIDE), action).to.equal(true);
  });

  it("tags the services' own roles that the program makes, and changes nothing else of them", () => {
    const linked = (service: string) => role("AWSServiceRoleForIt", `/aws-service-role/${service}/`);
    for (const service of ["autoscaling.amazonaws.com", "opensearchservice.amazonaws.com"]) {
      expect(may("iam:TagRole", linked(service)), service).to.equal(true);
      for (const action of ["DeleteServiceLinkedRole", "UpdateRole", "UpdateRoleDescription"])
        expect(may(`iam:${action}`, linked(service), INSIDE), `${action} ${service}`).to.equal(false);
    }
    expect(may("iam:TagRole", linked("organizations.amazonaws.com"))).to.equal(false);
  });

  describe("is not an escalation:", () => {
    /** Refused by its policies, and by its boundary whatever is attached. */
    const refused = (action: string, resource: string, context: Request["context"] = {}): void => {
      expect(may(action, resource, context), `${action} on ${resource}`).to.equal(false);
      expect(couldAsAdministrator(action, resource, context), `${action} as administrator`).to.equal(false);
    };

    it("a role without the boundary, with another one, or with one of its own making", () => {
      for (const action of ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]) {
        refused(action, ROLE);
        refused(action, ROLE, { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" });
        refused(action, ROLE, {
          "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-boundary",
        });
      }
    });

    it("taking a boundary off, or writing the policy that is one", () => {
      refused("iam:DeleteRolePermissionsBoundary", ROLE, INSIDE);
      for (const name of ["workload", "pipeline", "boundary"]) {
        const policy = `arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-${name}`;
        for (const action of [
          "CreatePolicy",
          "CreatePolicyVersion",
          "SetDefaultPolicyVersion",
          "DeletePolicy",
        ])
          refused(`iam:${action}`, policy);
      }
    });

    it("changing its own role, its trust, or what is attached to it", () => {
      for (const purpose of ["deploy", "inspect", "preview"]) {
        const own = role(`clo-dev-us-east-1-${purpose}`, "/access/");
        for (const action of [
          "AttachRolePolicy",
          "DeleteRole",
          "DeleteRolePermissionsBoundary",
          "PutRolePermissionsBoundary",
          "PutRolePolicy",
          "UpdateAssumeRolePolicy",
        ])
          refused(`iam:${action}`, own, INSIDE);
        refused("iam:PassRole", own, { "iam:PassedToService": "lambda.amazonaws.com" });
      }
      refused(
        "iam:CreatePolicyVersion",
        "arn:aws:iam::111122223333:policy/access/clo-dev-us-east-1-deploy-1",
      );
    });

    it("a managed policy on the stack's roles: the program attaches none, so it may only take them off", () => {
      expect(may("iam:AttachRolePolicy", ROLE, INSIDE)).to.equal(false);
    });

    it("users, groups, keys, sign-in providers, and roles that are not the stack's", () => {
      const account = "arn:aws:iam::111122223333";
      refused("iam:CreateUser", `${account}:user/mallory`);
      refused("iam:CreateAccessKey", `${account}:user/administrator`);
      refused("iam:AddUserToGroup", `${account}:group/administrators`);
      refused("iam:CreateOpenIDConnectProvider", `${account}:oidc-provider/evil.example`);
      refused(
        "iam:UpdateOpenIDConnectProviderThumbprint",
        `${account}:oidc-provider/token.actions.githubusercontent.com`,
      );
      refused("iam:PutRolePolicy", role("administrator"), INSIDE);
      refused("iam:PassRole", role("administrator"), { "iam:PassedToService": "lambda.amazonaws.com" });
      refused("sts:AssumeRole", role("administrator"));
    });

    it("handing the stack's roles to a service that none of them is for", () => {
      const passed = (service: string) => may("iam:PassRole", ROLE, { "iam:PassedToService": service });
      expect(passed("lambda.amazonaws.com")).to.equal(true);
      for (const service of ["glue.amazonaws.com", "codebuild.amazonaws.com", "cloudformation.amazonaws.com"])
        expect(passed(service), service).to.equal(false);
      expect(may("iam:PassRole", ROLE)).to.equal(false);
    });

    it("starting what has a role: functions, documents, sessions, commands", () => {
      const lambda = "arn:aws:lambda:us-east-1:111122223333:function:clo-dev-us-east-1-api";
      expect(may("lambda:InvokeFunction", lambda)).to.equal(false);
      for (const action of ["ssm:StartSession", "ssm:SendCommand", "ssm:StartAutomationExecution"])
        expect(may(action, "*"), action).to.equal(false);
      expect(may("ssm:SendCommand", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", OWN)).to.equal(false);
    });

    it("a launch template of somebody else's, or tagging it as its own", () => {
      const template = "arn:aws:ec2:us-east-1:111122223333:launch-template/lt-0123456789abcdef0";
      expect(may("ec2:CreateLaunchTemplateVersion", template, OWN)).to.equal(true);
      expect(may("ec2:CreateLaunchTemplateVersion", template)).to.equal(false);
      expect(may("ec2:CreateTags", template, tagContext("RequestTag", "dev"))).to.equal(false);
      expect(may("ec2:CreateTags", template, { "ec2:CreateAction": "CreateLaunchTemplate" })).to.equal(true);
      refused("ec2:ModifyLaunchTemplate", template, tagContext("ResourceTag", "prod"));
    });

    it("the state's protection: bucket settings, versions, key policy, deletion, or a key that passes for the state's", () => {
      const bucket = "arn:aws:s3:::state-clo-dev-us-east-1-111122223333";
      for (const action of [
        "DeleteBucket",
        "DeleteBucketPolicy",
        "PutBucketPolicy",
        "PutBucketPublicAccessBlock",
        "PutBucketVersioning",
        "PutEncryptionConfiguration",
        "PutLifecycleConfiguration",
      ])
        refused(`s3:${action}`, bucket);
      refused("s3:DeleteObjectVersion", `${bucket}/.pulumi/stacks/centralized-logging/dev.json`);
      for (const action of [
        "PutKeyPolicy",
        "ScheduleKeyDeletion",
        "DisableKey",
        "CreateGrant",
        "TagResource",
      ])
        for (const alias of ["alias/state-clo-dev-us-east-1", "alias/state-clo-prod-us-east-1"])
          refused(`kms:${action}`, STATE_KEY, {
            "kms:ResourceAliases": ["alias/other", alias],
            ...OWN,
            ...tagContext("RequestTag", "dev"),
          });
      // A stack elsewhere has keys in this region as well.
      const elsewhere = session("deploy", PROD, ADMINISTRATOR);
      expect(
        elsewhere("kms:TagResource", STATE_KEY, { ...BY_ALIAS, "aws:RequestedRegion": "us-east-1" }),
      ).to.equal(false);
      const alias = "arn:aws:kms:us-east-1:111122223333:alias/state-clo-dev-us-east-1";
      for (const action of ["CreateAlias", "DeleteAlias", "UpdateAlias"])
        expect(may(`kms:${action}`, alias), action).to.equal(false);
    });
  });

  it("keeps to the stack's region and the global one", () => {
    const inRegion = (region: string, place = DEV) =>
      session("deploy", place, ADMINISTRATOR)("sns:CreateTopic", `arn:aws:sns:${region}:111122223333:x`, {
        "aws:RequestedRegion": region,
      });
    expect(inRegion("us-east-1")).to.equal(true);
    expect(inRegion("us-east-1", PROD)).to.equal(true);
    expect(inRegion("eu-central-1", PROD)).to.equal(true);
    expect(inRegion("eu-central-1")).to.equal(false);
  });

  it("leaves another stack of the account alone, whoever gave it the right", () => {
    const other = tagContext("ResourceTag", "prod");
    for (const [action, resource] of [
      ["cognito-idp:DeleteUserPool", "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_abc"],
      ["cloudfront:DeleteDistribution", "arn:aws:cloudfront::111122223333:distribution/E123"],
      ["ec2:DeleteVpc", "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"],
      ["kms:ScheduleKeyDeletion", "arn:aws:kms:us-east-1:111122223333:key/other"],
    ] as const) {
      expect(may(action, resource, OWN), action).to.equal(true);
      expect(may(action, resource), `${action} without a tag`).to.equal(false);
      expect(may(action, resource, other), `${action} of prod`).to.equal(false);
      expect(couldAsAdministrator(action, resource, other), `${action} as administrator`).to.equal(false);
    }
    for (const [action, resource] of [
      ["s3:PutBucketPolicy", "arn:aws:s3:::clo-prod-eu-central-1-logs-111122223333"],
      ["lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:111122223333:function:clo-prod-us-east-1-api"],
      ["es:DeleteDomain", "arn:aws:es:us-east-1:111122223333:domain/clo-prod-us-east-1"],
      ["iam:PutRolePolicy", role("clo-prod-us-east-1-api")],
    ] as const)
      expect(may(action, resource, INSIDE), action).to.equal(false);
  });

  it("writes the state and its lock, and deletes nothing of it but the lock", () => {
    const file = (path: string) => `arn:aws:s3:::state-clo-dev-us-east-1-111122223333/.pulumi/${path}`;
    for (const path of [
      "meta.yaml",
      "stacks/centralized-logging/dev.json",
      "history/centralized-logging/dev/x",
    ])
      expect(may("s3:PutObject", file(path)), path).to.equal(true);
    expect(may("s3:DeleteObject", file("locks/organization/centralized-logging/dev/x.json"))).to.equal(true);
    expect(may("s3:DeleteObject", file("stacks/centralized-logging/dev.json"))).to.equal(false);
    for (const action of ["Decrypt", "Encrypt", "GenerateDataKey"]) {
      expect(may(`kms:${action}`, STATE_KEY, BY_ALIAS), action).to.equal(true);
      expect(may(`kms:${action}`, STATE_KEY), action).to.equal(false);
    }
  });

  it("has the web ACLs' logs written, in the global region too, and no other stack's", () => {
    const deploys = session("deploy", PROD);
    const logs = (stack: string) =>
      `arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-clo-${stack}-eu-central-1-console`;
    const acl = (name: string) =>
      `arn:aws:wafv2:us-east-1:111122223333:global/webacl/${name}/12345678-1234-1234-1234-123456789012`;
    const there = { "aws:RequestedRegion": "us-east-1" };
    for (const action of ["CreateLogGroup", "PutRetentionPolicy", "DeleteLogGroup"]) {
      expect(deploys(`logs:${action}`, logs("prod"), there), action).to.equal(true);
      expect(deploys(`logs:${action}`, logs("dev"), there), action).to.equal(false);
    }
    for (const action of ["PutLoggingConfiguration", "DeleteLoggingConfiguration"]) {
      expect(deploys(`wafv2:${action}`, acl("console-web-acl-0a1b2c3"), there), action).to.equal(true);
      expect(deploys(`wafv2:${action}`, acl("somebody-elses"), there), action).to.equal(false);
    }
    for (const action of ["CreateLogDelivery", "DeleteLogDelivery", "PutResourcePolicy"])
      expect(deploys(`logs:${action}`, "*", there), action).to.equal(true);
  });

  it("reads no log, no secret and no message", () => {
    expect(may("s3:GetObject", "arn:aws:s3:::clo-dev-us-east-1-logs-111122223333/flow-logs/x")).to.equal(
      false,
    );
    for (const action of [
      "logs:GetLogEvents",
      "logs:StartQuery",
      "secretsmanager:GetSecretValue",
      "ssm:GetParameter",
      "es:ESHttpGet",
      "athena:StartQueryExecution",
    ])
      expect(may(action, "*", OWN), action).to.equal(false);
  });

  it("changes any tag of what has the stack's, one by one", () => {
    // The provider sends only what is new: neither of the two that tell whose it is.
    const change = { ...OWN, "aws:RequestTag/cost-center": "4712" };
    for (const [action, resource] of [
      ["appsync:TagResource", "arn:aws:appsync:us-east-1:111122223333:apis/a"],
      ["cloudfront:TagResource", "arn:aws:cloudfront::111122223333:distribution/E123"],
      ["cognito-identity:TagResource", "arn:aws:cognito-identity:us-east-1:111122223333:identitypool/p"],
      ["cognito-idp:TagResource", "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_abc"],
      ["ec2:CreateTags", "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1"],
      ["kms:TagResource", "arn:aws:kms:us-east-1:111122223333:key/k"],
      ["ssm:AddTagsToResource", "arn:aws:ssm:us-east-1:111122223333:patchbaseline/pb-1"],
    ] as const) {
      expect(may(action, resource, change), action).to.equal(true);
      expect(may(action, resource, { "aws:RequestTag/cost-center": "4712" }), action).to.equal(false);
    }
  });

  it("takes over no network that is there, by giving it the stack's tags", () => {
    const tags = tagContext("RequestTag", "dev");
    for (const kind of ["vpc/vpc-1", "subnet/subnet-1", "route-table/rtb-1", "vpc-endpoint/vpce-1"]) {
      const resource = `arn:aws:ec2:us-east-1:111122223333:${kind}`;
      expect(may("ec2:CreateTags", resource, tags), kind).to.equal(false);
      expect(may("ec2:CreateTags", resource, { ...tags, "ec2:CreateAction": "CreateVpc" }), kind).to.equal(
        true,
      );
      expect(may("ec2:DeleteTags", resource), kind).to.equal(false);
    }
    // A network's default group is never made by a call of its own.
    const group = "arn:aws:ec2:us-east-1:111122223333:security-group/sg-1";
    expect(may("ec2:CreateTags", group, tags)).to.equal(true);
    expect(may("ec2:CreateTags", group)).to.equal(false);
  });

  it("leaves a stack of the same name in another project alone", () => {
    const other = tagContext("ResourceTag", "dev", "shop");
    for (const [action, resource] of [
      ["cognito-idp:DeleteUserPool", "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_abc"],
      ["ec2:AuthorizeSecurityGroupIngress", "arn:aws:ec2:us-east-1:111122223333:security-group/sg-1"],
      ["kms:TagResource", "arn:aws:kms:us-east-1:111122223333:key/k"],
    ] as const) {
      const context = { ...other, ...tagContext("RequestTag", "dev") };
      expect(may(action, resource, context), action).to.equal(false);
      expect(couldAsAdministrator(action, resource, context), `${action} as administrator`).to.equal(false);
    }
  });

  it("writes the console's bucket that was adopted, and no other of a foreign name", () => {
    const adopted = session("deploy", placeOf({ consoleBucketName: "clo-portal-webconsole1a2b3c4d" }));
    const bucket = "arn:aws:s3:::clo-portal-webconsole1a2b3c4d";
    for (const [action, resource] of [
      ["s3:PutBucketPolicy", bucket],
      ["s3:PutObject", `${bucket}/index.html`],
      ["s3:DeleteObject", `${bucket}/index.html`],
    ] as const) {
      expect(adopted(action, resource), action).to.equal(true);
      expect(adopted(action, resource.replace("1a2b", "1a2c")), `${action} elsewhere`).to.equal(false);
      expect(may(action, resource), `${action} without the setting`).to.equal(false);
    }
  });

  it("reads the parameter that names the proxies' image, and no other", () => {
    const parameter = (name: string, account = "111122223333") =>
      `arn:aws:ssm:us-east-1:${account}:parameter${name}`;
    const amazons = parameter(defaultImageParameter("arm64"), "");
    const own = session("deploy", placeOf({ proxyImageParameter: "/images/proxy" }));
    expect(may("ssm:GetParameters", amazons)).to.equal(true);
    expect(own("ssm:GetParameters", amazons)).to.equal(true);
    expect(own("ssm:GetParameters", parameter("/images/proxy"))).to.equal(true);
    for (const name of ["/images/proxy", "/database/password"])
      expect(may("ssm:GetParameters", parameter(name)), name).to.equal(false);
    const other = "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id";
    const publics = session("deploy", placeOf({ proxyImageParameter: other }));
    expect(publics("ssm:GetParameters", parameter(other, ""))).to.equal(true);
  });

  it("uploads the console's files under the stack's own key, which it uses through S3 only", () => {
    const key = "arn:aws:kms:us-east-1:111122223333:key/k";
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      const via = (service: string) => ({ "kms:ViaService": `${service}.us-east-1.amazonaws.com` });
      expect(may(action, key, { ...OWN, ...via("s3") }), action).to.equal(true);
      expect(may(action, key, { ...OWN, ...via("ssm") }), action).to.equal(false);
      expect(may(action, key, OWN), action).to.equal(false);
      expect(may(action, key, via("s3")), action).to.equal(false);
    }
  });

  it("takes a file of the console's away with all its versions, and no log", () => {
    const bucket = (name: string) => `arn:aws:s3:::clo-dev-us-east-1-${name}-111122223333`;
    expect(may("s3:ListBucketVersions", bucket("console"))).to.equal(true);
    for (const action of ["s3:DeleteObject", "s3:DeleteObjectVersion"]) {
      expect(may(action, `${bucket("console")}/assets/index-4f1c.js`), action).to.equal(true);
      expect(may(action, `${bucket("logs")}/flow-logs/x`), action).to.equal(false);
    }
  });

  it("takes its rule out of the group of a domain that was there", () => {
    const group = "arn:aws:ec2:us-east-1:111122223333:security-group/sg-1";
    expect(may("ec2:RevokeSecurityGroupIngress", group)).to.equal(false);
    expect(
      session("deploy", placeOf({ sharedNetwork: "true" }))("ec2:RevokeSecurityGroupIngress", group),
    ).to.equal(true);
  });

  it("refers to a network of somebody else's only where the stack is in one", () => {
    const shared = session("deploy", placeOf({ sharedNetwork: "true" }));
    const vpc = "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1";
    const made = tagContext("RequestTag", "dev");
    expect(may("ec2:CreateSecurityGroup", vpc, made)).to.equal(false);
    expect(may("ec2:CreateSecurityGroup", vpc, { ...made, ...OWN })).to.equal(true);
    expect(shared("ec2:CreateSecurityGroup", vpc, made)).to.equal(true);
    expect(shared("ec2:DeleteVpc", vpc)).to.equal(false);
    for (const [action, kind] of [
      ["ec2:AuthorizeSecurityGroupIngress", "security-group/sg-1"],
      ["ec2:ModifySecurityGroupRules", "security-group/sg-1"],
      ["ec2:CreateVpcEndpoint", "subnet/subnet-1"],
      ["ec2:ModifyVpcEndpoint", "subnet/subnet-1"],
      ["ec2:CreateNatGateway", "subnet/subnet-1"],
      ["ec2:GetSecurityGroupsForVpc", "vpc/vpc-1"],
    ] as const) {
      const resource = `arn:aws:ec2:us-east-1:111122223333:${kind}`;
      // Whatever tags are given to what is made in it.
      expect(may(action, resource, made), action).to.equal(false);
      expect(may(action, resource, OWN), action).to.equal(true);
      expect(shared(action, resource), action).to.equal(true);
    }
    for (const [action, kind] of [
      ["ec2:ModifySecurityGroupRules", "security-group-rule/sgr-1"],
      ["ec2:ModifyVpcEndpoint", "vpc-endpoint/vpce-1"],
    ] as const)
      expect(shared(action, `arn:aws:ec2:us-east-1:111122223333:${kind}`), action).to.equal(false);
  });

  it("writes addresses in the stack's zone, where it has one, and no other record", () => {
    const zone = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
    const writes = (types: readonly string[] | undefined, resource = zone, may = session("deploy", PROD)) =>
      may(
        "route53:ChangeResourceRecordSets",
        resource,
        types && { "route53:ChangeResourceRecordSetsRecordTypes": types },
      );
    expect(writes(["A"])).to.equal(true);
    expect(writes(["A", "AAAA"])).to.equal(true);
    for (const type of ["MX", "TXT", "CAA", "NS", "CNAME"]) {
      expect(writes([type]), type).to.equal(false);
      expect(writes(["A", type]), type).to.equal(false);
    }
    expect(writes(undefined)).to.equal(false);
    expect(writes(["A"], `${zone}X`)).to.equal(false);
    expect(writes(["A"], zone, may)).to.equal(false);
  });
});

describe("what a session that only reads may do", () => {
  const state = (path: string) => `arn:aws:s3:::state-clo-dev-us-east-1-111122223333/.pulumi/${path}`;

  it("is to read the current state with its secrets: not its history, and to write nothing", () => {
    for (const purpose of ["preview", "inspect"] as const) {
      const may = session(purpose);
      expect(may("s3:GetObject", state("stacks/centralized-logging/dev.json")), purpose).to.equal(true);
      expect(may("s3:GetObject", state("meta.yaml")), purpose).to.equal(true);
      expect(may("kms:Decrypt", STATE_KEY, BY_ALIAS), purpose).to.equal(true);
      expect(may("s3:GetObject", state("history/centralized-logging/dev/dev-1.checkpoint.json"))).to.equal(
        false,
      );
      expect(may("s3:GetObject", state("backups/centralized-logging/dev/dev.1.json"))).to.equal(false);
      for (const action of ["s3:PutObject", "s3:DeleteObject"])
        for (const path of ["stacks/centralized-logging/dev.json", "locks/x.json", "meta.yaml"])
          expect(may(action, state(path)), `${purpose} ${action}`).to.equal(false);
      expect(may("kms:Encrypt", STATE_KEY, BY_ALIAS), purpose).to.equal(false);
      expect(
        may("kms:Decrypt", STATE_KEY, { "kms:ResourceAliases": ["alias/clo-dev-us-east-1-logs"] }),
      ).to.equal(false);
    }
  });

  it("for a pull request is the state and one question, nothing of the account", () => {
    expect(previewStatements(DEV).flatMap(({ Action }) => Action ?? [])).to.deep.equal([
      "s3:ListBucket",
      "s3:GetObject",
      "kms:Decrypt",
      "es:GetCompatibleVersions",
    ]);
  });
});

describe("the boundaries", () => {
  it("fit into IAM's quota with the longest names and paths that a stack can have, in every partition", () => {
    for (const region of ["us-east-1", "ap-southeast-4", "us-gov-west-1", "cn-northwest-1"]) {
      const stack = "x".repeat(28 - "clo-".length - region.length - 1);
      const place = placeOf({ region, stack, rolePath: "/organisation/platform/logging/" });
      for (const of of [pipelineBoundary, workloadBoundary])
        expect(documentText(of(place)).length, `${of.name} ${region}`).to.be.at.most(MAX_POLICY_CHARACTERS);
    }
  });
});
