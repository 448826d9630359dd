/** The form that a text must have. */
export interface Form {
  /** What is wrong with a text, as a clause about it (`has a scheme`); `undefined` where nothing is. */
  problem(text: string): string | undefined;
  /** What to write instead, for messages. */
  readonly accepted: string;
}

/** A form that a pattern describes whole. */
function pattern(expression: RegExp, accepted: string): Form {
  return { accepted, problem: (text) => (expression.test(text) ? undefined : "is not accepted") };
}

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
export const ACCOUNT_ID = pattern(/^\d{12}$/, "an AWS account id, 12 digits, in quotes");

/** Two or more labels of RFC 1123 in lower case: a name that a certificate can bear. */
export const HOST_NAME: Form = { accepted: "a host name like `logs.example.com`", problem: hostNameProblem };

function hostNameProblem(text: string): string | undefined {
  if (text.includes("://")) return "has a scheme";
  if (text.includes("/")) return "has a path";
  if (/:\d*$/.test(text)) return "has a port";
  if (text !== text.toLowerCase()) return "has capitals";
  if (text.endsWith(".")) return "ends in a dot";
  if (text.startsWith("*.")) return "is a wildcard";
  if (/^[\d.]+$/.test(text)) return "is an address";
  if (text.length > 253) return `has ${text.length} characters, of 253 at most`;
  const labels = text.split(".");
  if (labels.length < 2) return "has one label only";
  const wrong = labels.find((label) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label));
  return wrong === undefined ? undefined : `has a label that is none of RFC 1123, \`${wrong}\``;
}

/** An address that Amazon SNS can send to. */
export const EMAIL = pattern(
  /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/,
  "an address like `security@example.com`",
);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
export const ROLE_PATH: Form = {
  accepted: "`/`, or a path like `/platform/logging/` of at most 512 characters",
  problem: (text) =>
    text.length <= 512 && /^\/([\w+=,.@-]+\/)*$/.test(text) ? undefined : "is not a path of IAM",
};

/**
 * A bucket's name without dots, which no certificate of S3's covers.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export const BUCKET_NAME = pattern(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "a bucket's name of 3 to 63 characters `a-z`, `0-9` and `-`",
);

/** Identifiers that EC2 gives out: 8 or 17 hexadecimal digits after a prefix. */
function ec2Id(prefix: string): Form {
  const example = `${prefix}-0123456789abcdef0`;
  return pattern(new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`), `an id like \`${example}\``);
}

export const VPC_ID = ec2Id("vpc");
export const SUBNET_ID = ec2Id("subnet");
export const SECURITY_GROUP_ID = ec2Id("sg");
export const PREFIX_LIST_ID = ec2Id("pl");
export const IMAGE_ID = ec2Id("ami");

/** A hosted zone of Route 53, without the `/hostedzone/` that its API puts before. */
export const HOSTED_ZONE_ID = pattern(/^Z[A-Z0-9]{1,31}$/, "a hosted zone id like `Z0123456789ABCDEFGHIJ`");

/** A server certificate in IAM's store, the only one that CloudFront reads in the China regions. */
export const SERVER_CERTIFICATE_ID = pattern(
  /^AS[A-Z0-9]{14,30}$/,
  "the id of an IAM server certificate like `ASCA0123456789EXAMPLE`",
);

/** Name of a parameter in Parameter Store, hierarchies included. */
export const PARAMETER_NAME = pattern(
  /^(\/[\w.-]+){1,15}$/,
  "the name of a public or own parameter like `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.18-arm64`",
);

/** https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades-usage.html */
export const RELEASEVER = pattern(
  /^(latest|2023\.\d{1,2}\.20\d{6})$/,
  "`latest`, or a release of Amazon Linux 2023 like `2023.9.20251020`",
);

/**
 * A package that must not be installed, as patch baselines of dnf systems name it: `name-version-release.architecture`,
 * with one wildcard at most. A bare name would also name other packages that begin with it.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-approved-rejected-package-name-formats.html
 */
export const REJECTED_PATCH: Form = {
  accepted:
    "a package with its version like `nginx-1.28.0-1.amzn2023.0.1.x86_64`, or with one `*` like `nginx-1.28.0-*`",
  problem: (text) => {
    if (text.length > 100) return `has ${text.length} characters, of 100 at most`;
    if (!/^[A-Za-z0-9][A-Za-z0-9._+:~^*-]*$/.test(text)) return "is not a package";
    if (text.split("*").length > 2) return "has more than one `*`";
    return /^[^*]+-\d/.test(text) ? undefined : "has no version";
  },
};

/** Engine versions that OpenSearch Service names; those of Elasticsearch have neither `/_dashboards` nor a future. */
export const ENGINE_VERSION = pattern(
  /^OpenSearch_[1-9]\d?\.\d{1,2}$/,
  "a version of OpenSearch like `OpenSearch_2.19`",
);

/**
 * Data nodes that encrypt at rest, which fine-grained access control requires: not `m3`, `r3` and `t2`.
 * https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
 */
export const DOMAIN_INSTANCE_TYPE: Form = {
  accepted: "an instance type of OpenSearch Service like `r7g.large.search`",
  problem: (text) => {
    if (!/^[a-z]{1,4}\d[a-z0-9]*\.(small|medium|large|(\d+)?xlarge)\.search$/.test(text))
      return "is not accepted";
    return /^(m3|r3|t2)\./.test(text) ? "cannot encrypt data at rest" : undefined;
  },
};

/** https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
export const SIGN_IN_DOMAIN_PREFIX: Form = {
  accepted: "1..63 of `a-z`, `0-9` and `-`, not at an end, without `aws`, `amazon` and `cognito`",
  problem: (text) => {
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text)) return "is not a label of a domain name";
    const reserved = ["aws", "amazon", "cognito"].find((word) => text.includes(word));
    return reserved === undefined ? undefined : `has \`${reserved}\` in it, which Cognito reserves`;
  },
};

/** A URI or a name: what SAML's `entityID` may be. */
export const SAML_ENTITY_ID = pattern(
  /^\S{8,512}$/,
  "the identity provider's `entityID`, 8..512 characters without spaces",
);
