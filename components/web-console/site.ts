import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ConsoleConfig } from "../../config/stack-config";
import { logGroupOptions } from "../log-group";
import type { StackContext } from "../stack-context";
import { loggingOptions, webAclLog } from "../web-acl-log";
import { deliverAccessLogs, legacyAccessLogs } from "./access-logs";
import { distributionArgs, type OriginProof } from "./distribution";
import { controlledBucketPolicy, identityBucketPolicy, keyPolicyDocument } from "./documents";
import { edgeFeatures } from "./edge-features";
import { responseHeaders } from "./response-headers";
import { REWRITE_CODE, REWRITE_RUNTIME } from "./rewrite";
import { siteBucket } from "./site-bucket";
import { webAcl } from "./web-acl";

export interface ConsoleSiteArgs {
  readonly context: StackContext;
  readonly console: ConsoleConfig;
  /** The log archive, in the stack's region: CloudFront's and the bucket's own access logs go there. */
  readonly logArchiveBucketArn: string;
  /** The archive's bucket policy: what must be in place before logs are sent. */
  readonly logArchivePolicy?: pulumi.Resource | undefined;
  /**
   * Encrypts the site with a customer-managed key; this component sets that key's policy, since only it knows the
   * distribution that must decrypt. Needs `originAccess: control`: an identity cannot read with such a key.
   * @default keys of Amazon S3
   */
  readonly kmsKey?: { readonly arn: pulumi.Input<string>; readonly id: pulumi.Input<string> } | undefined;
  /** Days that the log of a web ACL that is made here is kept. */
  readonly logRetentionDays: number;
  /** Encrypts that log where the stack is in the partition's global region. @default CloudWatch Logs' own key */
  readonly logsKeyArn?: pulumi.Input<string> | undefined;
  /**
   * Host names that the page talks to for signing in, no scheme: the hosted sign-in pages and the user pool's issuer.
   * Empty where there is no sign-in.
   */
  readonly signInHosts: readonly string[];
}

/** The policy of a console's key once its distribution is known. */
export function consoleKeyPolicy(
  context: StackContext,
  distributionArn: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.jsonStringify(keyPolicyDocument(context, distributionArn));
}

/** What cannot work, all at once, before anything is made. */
function mistakes({ context, console: config, kmsKey }: ConsoleSiteArgs): string[] {
  const { partition } = context;
  const found: string[] = [];
  if (!partition.originAccess.includes(config.originAccess)) {
    found.push(
      `originAccess \`${config.originAccess}\` is not offered in partition \`${partition.partition}\`, use \`${partition.originAccess.join("` or `")}\``,
    );
  }
  if (kmsKey !== undefined && config.originAccess === "identity") {
    found.push(
      "originAccess `identity` cannot read objects under a customer-managed key, use `control` or leave out the key of store `console`",
    );
  }
  if (config.certificate.kind === "default" && !partition.cloudfrontDefaultDomain) {
    found.push(
      `certificate \`default\` is not offered in partition \`${partition.partition}\`, give an alias and its certificate`,
    );
  }
  if ((config.certificate.kind === "default") !== (config.aliases.length === 0)) {
    found.push(
      `aliases \`${config.aliases.join(", ")}\` do not go with certificate \`${config.certificate.kind}\`: aliases need a certificate of their own, and it needs aliases`,
    );
  }
  if (config.waf.kind !== "off" && !partition.cloudfrontWaf) {
    found.push(
      `waf \`${config.waf.kind}\` is not offered in partition \`${partition.partition}\`, use \`off\``,
    );
  }
  return found;
}

/**
 * The console's site: a private bucket that one CloudFront distribution reads, with security headers, access logs and,
 * by configuration, a web ACL, names of its own and countries. It serves the same page to everyone; what the deployment
 * looks like is told by the API alone.
 */
export class ConsoleSite extends pulumi.ComponentResource {
  /** Where people open the console, with a final `/`: exactly the callback and sign-out URL of the sign-in client. */
  readonly url: pulumi.Output<string>;
  /** Every such URL, one for each alias. */
  readonly urls: readonly pulumi.Output<string>[];
  /** What the aliases must point to. */
  readonly domainName: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  readonly distributionId: pulumi.Output<string>;
  readonly bucketName: string;
  readonly bucket: aws.s3.Bucket;
  /** What must be in place before the bucket gets objects. */
  readonly bucketSettings: readonly pulumi.Resource[];

  constructor(name: string, args: ConsoleSiteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("centralized-logging:index:ConsoleSite", name, {}, opts);
    const { context, console: config, kmsKey, logArchiveBucketArn, logArchivePolicy } = args;
    const features = edgeFeatures(context.partition);
    const wrong = mistakes(args);
    if (wrong.length > 0) throw new RangeError(wrong.join("; "));

    const site = siteBucket(
      name,
      {
        context,
        ...(config.bucketName === undefined ? {} : { adopted: config.bucketName }),
        logBucketName: logArchiveBucketArn.slice(logArchiveBucketArn.lastIndexOf(":") + 1),
        ...(logArchivePolicy === undefined ? {} : { logBucketPolicy: logArchivePolicy }),
        ...(kmsKey === undefined ? {} : { keyArn: kmsKey.arn }),
      },
      this,
    );
    const access = this.#originAccess(name, config, context);
    const legacy = features.deliveredLogs ? undefined : legacyAccessLogs(name, context, this);
    const distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      distributionArgs({
        context,
        console: config,
        features,
        bucketName: site.bucketName,
        proof: access.proof,
        ...(features.policies ? this.#edgePolicies(name, args) : {}),
        ...this.#webAclOf(name, args),
        ...(legacy === undefined ? {} : { logging: legacy.logging }),
      }),
      // Its name is chosen, so the order has to be told: the distribution never points to a name without a bucket.
      { parent: this, dependsOn: [site.bucket, ...(legacy?.ready ?? [])] },
    );

    const policy =
      access.identityArn === undefined
        ? controlledBucketPolicy(context, site.bucketArn, distribution.arn)
        : identityBucketPolicy(site.bucketArn, access.identityArn);
    const bucketPolicy = new aws.s3.BucketPolicy(
      `${name}-site-policy`,
      { bucket: site.bucket.bucket, policy: pulumi.jsonStringify(policy) },
      { parent: this, dependsOn: [...site.settings] },
    );
    const keyPolicy =
      kmsKey &&
      new aws.kms.KeyPolicy(
        `${name}-key-policy`,
        { keyId: kmsKey.id, policy: consoleKeyPolicy(context, distribution.arn) },
        { parent: this },
      );
    if (features.deliveredLogs) {
      deliverAccessLogs(
        name,
        {
          context,
          distributionArn: distribution.arn,
          bucketArn: logArchiveBucketArn,
          ...(logArchivePolicy === undefined ? {} : { bucketPolicy: logArchivePolicy }),
        },
        this,
      );
    }

    this.urls =
      config.aliases.length === 0
        ? [pulumi.interpolate`https://${distribution.domainName}/`]
        : config.aliases.map((alias) => pulumi.output(`https://${alias}/`));
    this.url = this.urls[0] ?? pulumi.interpolate`https://${distribution.domainName}/`;
    this.domainName = distribution.domainName;
    this.distributionArn = distribution.arn;
    this.distributionId = distribution.id;
    this.bucketName = site.bucketName;
    this.bucket = site.bucket;
    this.bucketSettings = [...site.settings, bucketPolicy, ...(keyPolicy === undefined ? [] : [keyPolicy])];
    this.registerOutputs({
      url: this.url,
      domainName: this.domainName,
      distributionArn: this.distributionArn,
      distributionId: this.distributionId,
      bucketName: this.bucketName,
    });
  }

  #originAccess(
    name: string,
    config: ConsoleConfig,
    { baseName }: StackContext,
  ): { readonly proof: OriginProof; readonly identityArn?: pulumi.Output<string> } {
    if (config.originAccess === "control") {
      const control = new aws.cloudfront.OriginAccessControl(
        `${name}-origin-access`,
        {
          description: `${baseName} console`,
          originAccessControlOriginType: "s3",
          signingBehavior: "always",
          signingProtocol: "sigv4",
        },
        { parent: this },
      );
      return { proof: { kind: "control", id: control.id } };
    }
    const identity = new aws.cloudfront.OriginAccessIdentity(
      `${name}-origin-access`,
      { comment: `${baseName} console` },
      { parent: this },
    );
    return {
      proof: { kind: "identity", path: identity.cloudfrontAccessIdentityPath },
      identityArn: identity.iamArn,
    };
  }

  #edgePolicies(name: string, { context, signInHosts }: ConsoleSiteArgs) {
    const headers = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-headers`,
      responseHeaders(context, signInHosts),
      { parent: this },
    );
    const rewrite = new aws.cloudfront.Function(
      `${name}-rewrite`,
      {
        comment: "paths of the application open its page",
        runtime: REWRITE_RUNTIME,
        code: REWRITE_CODE,
        publish: true,
      },
      { parent: this },
    );
    return { responseHeadersPolicyId: headers.id, rewriteArn: rewrite.arn };
  }

  #webAclOf(
    name: string,
    { context, console: { waf }, logRetentionDays, logsKeyArn }: ConsoleSiteArgs,
  ): { readonly webAclArn?: pulumi.Input<string> } {
    switch (waf.kind) {
      case "off":
        return {};
      case "existing":
        return { webAclArn: waf.arn };
      case "managed": {
        const acl = new aws.wafv2.WebAcl(`${name}-web-acl`, webAcl(context), { parent: this });
        const log = webAclLog({
          context,
          what: "console",
          webAclArn: acl.arn,
          logRetentionDays,
          logsKeyArn,
        });
        const group = new aws.cloudwatch.LogGroup(
          `${name}-web-acl-log`,
          log.group,
          logGroupOptions(context, this),
        );
        new aws.wafv2.WebAclLoggingConfiguration(
          `${name}-web-acl-logging`,
          log.logging,
          loggingOptions(group, this),
        );
        return { webAclArn: acl.arn };
      }
    }
  }
}
