import type { ConsoleConfig } from "../../../config/stack-config";
import { type Control, output, type ResponsibilityFacts, resource } from "../control";

const topic = "web-console";

function filter(waf: ConsoleConfig["waf"], site: string): Control {
  switch (waf.kind) {
    case "managed":
      return {
        id: "console-web-acl",
        topic,
        control:
          "A web ACL with AWS's common rules and a rate limit stands before the console, and what it blocks is logged",
        owner: "this stack",
        evidence: resource("aws:wafv2/webAcl:WebAcl", `${site}-web-acl`),
        cadence: "every deployment",
      };
    case "existing":
      return {
        id: "console-web-acl",
        topic,
        control: "The organisation's web ACL before the console has the rules it should",
        owner: "customer",
        evidence: resource("aws:cloudfront/distribution:Distribution", `${site}-distribution`),
        cadence: "every quarter",
        open: `\`${waf.arn}\` is managed elsewhere`,
      };
    case "off":
      return {
        id: "console-web-acl",
        topic,
        control: "Whether the console needs a web ACL is decided, and decided again",
        owner: "customer",
        evidence: resource("aws:cloudfront/distribution:Distribution", `${site}-distribution`),
        cadence: "once a year",
        open: "`waf` is off: the site holds nothing secret, and its API answers signed-in users only",
      };
  }
}

/** The site in its bucket behind CloudFront, and the API behind the site. */
export function webConsoleControls({ config, names }: ResponsibilityFacts): readonly Control[] {
  const { console, partition, userPool } = config;
  if (!console) {
    return [
      {
        id: "console-absent",
        topic,
        control: "There is no web console, and so nothing of it to reach; the register is a stack output",
        owner: "this stack",
        evidence: output("responsibilityRegister"),
        cadence: "every deployment",
      },
    ];
  }
  const site = names.consoleSite;
  const access = console.originAccess === "control" ? "Control" : "Identity";
  return [
    {
      id: "console-bucket-private",
      topic,
      control: "The console's bucket is private: no public policy or ACL can take effect",
      owner: "this stack",
      evidence: resource(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        `${site}-site-public-access`,
      ),
      cadence: "every deployment",
    },
    {
      id: "console-origin-access",
      topic,
      control: "Only this stack's distribution reads the bucket, over TLS",
      owner: "this stack",
      evidence: resource(
        `aws:cloudfront/originAccess${access}:OriginAccess${access}`,
        `${site}-origin-access`,
      ),
      cadence: "every deployment",
    },
    // CloudFront in China has no response headers policies.
    ...(partition.partition === "aws"
      ? [
          {
            id: "console-headers",
            topic,
            control:
              "Browsers run the console's own scripts only, frame it nowhere and never fall back to HTTP",
            owner: "this stack",
            evidence: resource(
              "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
              `${site}-headers`,
            ),
            cadence: "every deployment",
          } as const,
        ]
      : []),
    ...(userPool
      ? ([
          {
            id: "console-sign-in",
            topic,
            control: "People sign in to the console by authorization code with PKCE; tokens live for minutes",
            owner: "this stack",
            evidence: resource(
              "aws:cognito/userPoolClient:UserPoolClient",
              `${names.identity}-console-client`,
            ),
            cadence: "every deployment",
          },
          {
            id: "console-api",
            topic,
            control:
              "What the console shows of the stack is told to operators and viewers only, by the authenticated API",
            owner: "this stack",
            evidence: resource("aws:appsync/graphQLApi:GraphQLApi", `${names.consoleApi}-graphql`),
            cadence: "every deployment",
          },
          {
            id: "console-api-limits",
            topic,
            control:
              "A request asks one thing, no deeper than the console does; the API does not describe itself",
            owner: "this stack",
            evidence: resource("aws:appsync/graphQLApi:GraphQLApi", `${names.consoleApi}-graphql`),
            cadence: "every deployment",
          },
          {
            id: "console-api-rights",
            topic,
            control:
              "The console's function reads, and starts two documents; it can change no rule and no role",
            owner: "this stack",
            evidence: resource("aws:iam/rolePolicy:RolePolicy", `${names.roles}-api-access`),
            cadence: "every deployment",
          },
        ] as const)
      : ([
          {
            id: "console-without-sign-in",
            topic,
            control: "The console is a site without an API: it tells nothing that its visitors may not know",
            owner: "this stack",
            evidence: output("responsibilityRegister"),
            cadence: "every deployment",
          },
        ] as const)),
    {
      id: "console-access-log",
      topic,
      control: "Every request for the console is logged",
      owner: "this stack",
      evidence:
        partition.partition === "aws"
          ? resource("aws:cloudwatch/logDelivery:LogDelivery", `${site}-access-log-delivery`)
          : resource("aws:s3/bucket:Bucket", `${site}-access-logs`),
      cadence: "continuously",
    },
    // Where a web ACL cannot stand before CloudFront there is nothing to decide.
    ...(partition.cloudfrontWaf ? [filter(console.waf, site)] : []),
    ...(console.certificate.kind === "default"
      ? []
      : [
          {
            id: "console-certificate",
            topic,
            control: `The certificate for ${console.aliases.join(", ")} is renewed before it expires`,
            owner: "customer",
            evidence: resource("aws:cloudfront/distribution:Distribution", `${site}-distribution`),
            cadence: "once a year",
            open:
              console.certificate.kind === "iam"
                ? "IAM server certificates are never renewed by AWS"
                : "ACM renews by itself only certificates that it issued, and only while their validation records exist",
          } as const,
        ]),
  ];
}
