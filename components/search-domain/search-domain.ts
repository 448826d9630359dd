import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DomainConfig, SignInConfig, StackConfig } from "../../config/stack-config";
import { arn, type StackContext } from "../stack-context";
import { accessPolicy, advancedSecurity } from "./access";
import { domainAlarms, domainLogs } from "./observability";

export interface SearchDomainArgs {
  readonly context: StackContext;
  readonly domain: DomainConfig;
  /** Private subnets, the first ones in different zones; as many are used as the nodes fill evenly. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** How many of them there are. */
  readonly zoneCount: number;
  readonly securityGroupId: pulumi.Input<string>;
  /** `existing` goes with an existing domain only. */
  readonly signIn: StackConfig["signIn"];
  /** Required for sign-in by Cognito. */
  readonly cognito?:
    | {
        readonly userPoolId: pulumi.Input<string>;
        readonly identityPoolId: pulumi.Input<string>;
        /** The role by which OpenSearch Service manages its own app client; the service must be able to assume it. */
        readonly roleArn: pulumi.Input<string>;
      }
    | undefined;
  /**
   * Master user, and one of the two roles that people sign in to. Required for sign-in by Cognito. Both must be known in a
   * preview, by their chosen names, or the resource policy is not; yet as outputs of the roles, since the service refuses a
   * policy that names a role before it exists.
   */
  readonly adminRoleArn?: pulumi.Input<string> | undefined;
  /** May read and search what fine-grained access control maps it to. */
  readonly readerRoleArn?: pulumi.Input<string> | undefined;
  /** The proxy's public name, so that Dashboards and the sign-in pages send browsers back to it. */
  readonly customEndpoint?: { readonly hostName: string; readonly certificateArn: string } | undefined;
  /** ARN of a customer-managed key; absent: the AWS-managed one. It can never be changed. */
  readonly kmsKeyArn?: pulumi.Input<string> | undefined;
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  readonly logRetentionDays: number;
  /** `create` makes the service's role in the account, which must not exist then. */
  readonly serviceLinkedRoles: StackConfig["serviceLinkedRoles"];
  readonly alertsTopicArn: pulumi.Input<string>;
}

type NewDomain = Extract<DomainConfig, { kind: "new" }>;

/** Fewer dedicated masters have no majority when one fails. */
const DEDICATED_MASTERS = 3;

/** Included in the price of a gp3 volume of any size. */
const GP3 = { volumeType: "gp3", iops: 3000, throughput: 125 } as const;

/**
 * The OpenSearch domain: a new one inside the VPC, closed and encrypted in every respect that the service offers, or the
 * endpoint of an existing one, of which nothing is changed.
 *
 * A new domain takes 20 to 40 minutes. VPC, fine-grained access control and keys are for its whole life.
 * @throws RangeError before anything is created, where sign-in lacks what it needs or the nodes do not fill the zones
 */
export class SearchDomain extends pulumi.ComponentResource {
  /** Host name inside the VPC: what nginx connects to, and verifies the certificate of. */
  readonly endpoint: pulumi.Output<string>;
  readonly arn: string;
  /** The name that browsers use; absent where an existing domain has none. */
  readonly customEndpoint?: string;

  constructor(name: string, args: SearchDomainArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:SearchDomain", name, {}, opts);
    const { context, domain, signIn } = args;
    if (domain.kind === "existing") {
      this.endpoint = pulumi.output(domain.endpoint);
      this.arn = domain.arn;
      if (domain.customEndpoint !== undefined) this.customEndpoint = domain.customEndpoint;
    } else {
      if (signIn.kind === "existing") {
        throw new RangeError(
          "signIn `existing` is of an existing domain; `cognito`, `saml` or `internal` is accepted",
        );
      }
      const found = mistakes(domain, signIn, args);
      if (found.length > 0) throw new RangeError(found.join("; "));
      this.arn = arn(context, "es", `domain/${context.baseName}`);
      this.endpoint = this.#create(name, domain, signIn, args).endpoint;
      if (args.customEndpoint !== undefined) this.customEndpoint = args.customEndpoint.hostName;
    }
    this.registerOutputs({ endpoint: this.endpoint, arn: this.arn, customEndpoint: this.customEndpoint });
  }

  #create(
    name: string,
    domain: NewDomain,
    signIn: SignInConfig,
    args: SearchDomainArgs,
  ): aws.opensearch.Domain {
    const { context, cognito, customEndpoint, kmsKeyArn, adminRoleArn, readerRoleArn } = args;
    const role =
      args.serviceLinkedRoles === "create"
        ? [
            new aws.iam.ServiceLinkedRole(
              `${name}-service-role`,
              { awsServiceName: "opensearchservice.amazonaws.com" },
              // The account's: another stack may use it by now.
              { parent: this, retainOnDelete: true },
            ),
          ]
        : [];
    const logs = domainLogs(
      name,
      {
        context,
        domainArn: this.arn,
        retentionDays: args.logRetentionDays,
        keyArn: args.logsKeyArn,
      },
      this,
    );
    const zones = zonesFilled(domain.instanceCount, args.zoneCount) ?? 1;
    const made = new aws.opensearch.Domain(
      `${name}-domain`,
      {
        domainName: context.baseName,
        engineVersion: domain.engineVersion,
        clusterConfig: clusterOf(domain, zones),
        ebsOptions: { ebsEnabled: true, volumeSize: domain.volumeSizeGiB, ...GP3 },
        vpcOptions: {
          subnetIds: pulumi.output(args.subnetIds).apply((ids) => ids.slice(0, zones)),
          securityGroupIds: [args.securityGroupId],
        },
        encryptAtRest: { enabled: true, ...(kmsKeyArn === undefined ? {} : { kmsKeyId: kmsKeyArn }) },
        nodeToNodeEncryption: { enabled: true },
        domainEndpointOptions: {
          enforceHttps: true,
          tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
          ...(customEndpoint === undefined
            ? { customEndpointEnabled: false }
            : {
                customEndpointEnabled: true,
                customEndpoint: customEndpoint.hostName,
                customEndpointCertificateArn: customEndpoint.certificateArn,
              }),
        },
        advancedSecurityOptions: advancedSecurity(context, signIn, adminRoleArn),
        accessPolicies: accessPolicy(this.arn, signIn.kind, { adminRoleArn, readerRoleArn }),
        ...(cognito === undefined ? {} : { cognitoOptions: { enabled: true, ...cognito } }),
        logPublishingOptions: [...logs.options],
        softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
        offPeakWindowOptions: { enabled: true },
      },
      {
        parent: this,
        protect: context.deletionProtection,
        deleteBeforeReplace: true,
        dependsOn: [...role, ...logs.ready],
      },
    );
    if (signIn.kind === "saml") {
      new aws.opensearch.DomainSamlOptions(
        `${name}-saml`,
        {
          domainName: made.domainName,
          samlOptions: {
            enabled: true,
            idp: { entityId: signIn.entityId, metadataContent: signIn.metadata },
            masterBackendRole: signIn.adminRole,
            rolesKey: signIn.rolesAttribute,
            sessionTimeoutMinutes: 60,
          },
        },
        { parent: this },
      );
    }
    domainAlarms(
      name,
      {
        context,
        volumeSizeGiB: domain.volumeSizeGiB,
        customerManagedKey: kmsKeyArn !== undefined,
        topicArn: args.alertsTopicArn,
      },
      this,
    );
    return made;
  }
}

function mistakes(
  domain: NewDomain,
  signIn: SignInConfig,
  { cognito, adminRoleArn, zoneCount }: SearchDomainArgs,
): string[] {
  const found: string[] = [];
  if ((signIn.kind === "cognito") !== (cognito !== undefined)) {
    found.push(`signIn \`${signIn.kind}\` ${cognito === undefined ? "needs" : "does not take"} \`cognito\``);
  }
  if (signIn.kind === "cognito" && adminRoleArn === undefined) {
    found.push("signIn `cognito` needs `adminRoleArn`, the master user of the domain");
  }
  if (zonesFilled(domain.instanceCount, zoneCount) === undefined) {
    found.push(
      `instanceCount \`${domain.instanceCount}\` does not fill \`${zoneCount}\` zones evenly; 1 or a multiple of 2 or 3 is accepted`,
    );
  }
  return found;
}

/** Zones that hold as many data nodes each, three at most; one for a single node. The service takes one subnet a zone. */
function zonesFilled(instanceCount: number, zoneCount: number): 1 | 2 | 3 | undefined {
  if (zoneCount >= 3 && instanceCount % 3 === 0) return 3;
  if (zoneCount >= 2 && instanceCount % 2 === 0) return 2;
  return instanceCount === 1 ? 1 : undefined;
}

function clusterOf(
  { instanceType, instanceCount, dedicatedMasters, masterInstanceType }: NewDomain,
  zones: 1 | 2 | 3,
): aws.types.input.opensearch.DomainClusterConfig {
  return {
    instanceType,
    instanceCount,
    dedicatedMasterEnabled: dedicatedMasters,
    ...(dedicatedMasters
      ? { dedicatedMasterType: masterInstanceType, dedicatedMasterCount: DEDICATED_MASTERS }
      : {}),
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 ? { zoneAwarenessConfig: { availabilityZoneCount: zones } } : {}),
  };
}
