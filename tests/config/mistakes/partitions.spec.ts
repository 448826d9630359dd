import { ENCRYPTED, INTERNAL, refuses } from "../stack";

describe("configuration mistakes: what a partition lacks", () => {
  refuses(
    "refuses a console in GovCloud",
    { console: "on" },
    [
      "console: `on` is not possible in partition `aws-us-gov`: it needs Amazon CloudFront, but it is not offered in AWS GovCloud (US); accepted: `auto` or `off`",
    ],
    { partition: "aws-us-gov" },
  );
  refuses(
    "refuses a console's alias in GovCloud",
    { consoleAliases: ["console.example.com"] },
    [
      "consoleAliases: is given, but partition `aws-us-gov` has no CloudFront and hence no console; remove it",
    ],
    { partition: "aws-us-gov" },
  );
  refuses(
    "refuses CloudFront before the proxy in GovCloud",
    { exposure: "cloudfront" },
    [
      "exposure: `cloudfront` is not possible in partition `aws-us-gov`: it needs Amazon CloudFront, but it is not offered in AWS GovCloud (US); accepted: `internal` or `allowlist`",
    ],
    { partition: "aws-us-gov" },
  );
  refuses(
    "asks for SAML in China unless another way is chosen",
    {},
    [
      "samlMetadata: is missing, which sign-in `saml` needs, to which `auto` comes down in partition `aws-cn`; accepted: the identity provider's metadata, an XML document",
      "samlEntityId: is missing, which sign-in `saml` needs, to which `auto` comes down in partition `aws-cn`; accepted: the identity provider's `entityID`, 8..512 characters without spaces",
      "samlAdminRole: is missing, which sign-in `saml` needs, to which `auto` comes down in partition `aws-cn`; accepted: the role or group of the identity provider that administers the domain",
    ],
    { partition: "aws-cn" },
  );
  refuses(
    "refuses Cognito in China",
    { dashboardsSignIn: "cognito" },
    [
      "dashboardsSignIn: `cognito` is not possible in partition `aws-cn`: it needs Amazon Cognito user pools, but they are not offered in the China regions; accepted: `saml` or `internal`",
    ],
    { partition: "aws-cn" },
  );
  refuses(
    "asks a console in China for its own name",
    { ...INTERNAL, console: "on" },
    [
      "consoleAliases: is missing, and CloudFront has no name of its own in partition `aws-cn`; accepted: a list with a host name like `logs.example.com`",
    ],
    { ...ENCRYPTED, partition: "aws-cn" },
  );
  refuses(
    "refuses in China ACM, WAF and origin access control for CloudFront, VPC origins and user pools",
    {
      ...INTERNAL,
      consoleAliases: ["console.example.com"],
      consoleCertificateArn: "x",
      consoleWaf: "managed",
      originAccess: "control",
      exposure: "cloudfront",
      threatProtection: "audit",
    },
    [
      "threatProtection: is given, but this stack has no user pool, since neither Dashboards nor a console sign in by Cognito; remove it",
      "originAccess: `control` is not possible in partition `aws-cn`: it needs CloudFront origin access control, but the China regions support origin access identities only; accepted: `auto` or `identity`",
      "consoleCertificateArn: is not what CloudFront takes in partition `aws-cn`; give `consoleCertificateId` instead",
      "consoleCertificateId: is missing, which `consoleAliases` need; accepted: the id of an IAM server certificate like `ASCA0123456789EXAMPLE`",
      "consoleWaf: `managed` is not possible in partition `aws-cn`: it needs AWS WAF for CloudFront, but the China regions have WAF at the regional level only; accepted: `off`",
      "exposure: `cloudfront` is not possible in partition `aws-cn`: it needs CloudFront VPC origins, but they are not offered in the China regions; accepted: `internal` or `allowlist`",
    ],
    { ...ENCRYPTED, partition: "aws-cn" },
  );
  refuses(
    "refuses a key for the console in China, where CloudFront cannot read it",
    {
      ...INTERNAL,
      consoleAliases: ["console.example.com.cn"],
      consoleCertificateId: "ASCA0123456789EXAMPLE",
      customerManagedKeys: ["console"],
    },
    [
      "customerManagedKeys: `console` cannot be read with an origin access identity, which `originAccess` is here, as it has no access to a key; remove it",
    ],
    { ...ENCRYPTED, partition: "aws-cn" },
  );
});
