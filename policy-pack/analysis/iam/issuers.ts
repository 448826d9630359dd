import { hasWildcard, matches } from "../patterns";

/**
 * An OpenID Connect issuer that gives tokens to all of its customers: to trust it is to trust each of them, unless a
 * claim says which.
 */
export interface Issuer {
  /** The issuer without scheme, as in the provider's ARN and before the colon of condition keys. */
  readonly host: string;
  readonly name: string;
  /**
   * Claims that tell customers apart, in lower case, with the shapes of their values: `{}` is the customer's own name,
   * and what follows it is free. A claim without shapes must be one value. A claim that ends with `/` stands for all that
   * begin so.
   */
  readonly claims: ReadonlyMap<string, readonly string[]>;
  /** Whether a principal is the issuer, where it is not named by its host. */
  readonly isPrincipal?: (value: string) => boolean;
  /** A condition that pins it, for messages. */
  readonly example: string;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * Issuers with the customer in their own address (CircleCI, Bitbucket, Okta, EKS) are not shared.
 */
export const SHARED_ISSUERS: readonly Issuer[] = [
  {
    host: "token.actions.githubusercontent.com",
    name: "GitHub",
    claims: new Map([
      ["sub", ["repo:{}/", "repository_owner:{}:", "repository_owner_id:{}:"]],
      ["repository", ["{}/"]],
      ["repository_id", []],
      ["repository_owner", []],
      ["repository_owner_id", []],
      ["job_workflow_ref", ["{}/"]],
    ]),
    example: "repo:my-org/my-repo:ref:refs/heads/main",
  },
  {
    host: "gitlab.com",
    name: "GitLab",
    claims: new Map([["sub", ["project_path:{}/"]]]),
    example: "project_path:my-group/my-project:ref_type:branch:ref:main",
  },
  {
    host: "app.terraform.io",
    name: "HCP Terraform",
    claims: new Map([["sub", ["organization:{}:"]]]),
    example: "organization:my-org:project:my-project:workspace:my-workspace:run_phase:apply",
  },
  {
    host: "agent.buildkite.com",
    name: "Buildkite",
    claims: new Map([["sub", ["organization:{}:"]]]),
    example: "organization:my-org:pipeline:my-pipeline:ref:refs/heads/main",
  },
  {
    host: "api.pulumi.com/oidc",
    name: "Pulumi Cloud",
    claims: new Map([
      ["aud", ["aws:{}"]],
      ["sub", ["pulumi:deploy:org:{}:", "pulumi:environments:org:{}:"]],
    ]),
    example: "pulumi:deploy:org:my-org:project:my-project:stack:prod",
  },
  {
    // In its global mode, https://vercel.com/docs/oidc/reference; the audience is the caller's choice.
    host: "oidc.vercel.com",
    name: "Vercel",
    claims: new Map([["sub", ["owner:{}:"]]]),
    example: "owner:my-team:project:my-project:environment:production",
  },
  {
    host: "accounts.google.com",
    name: "Google",
    claims: new Map([
      ["aud", []],
      ["sub", []],
      ["oaud", []],
    ]),
    example: "117212345678901234567",
  },
  {
    host: "www.amazon.com",
    name: "Amazon",
    claims: new Map([["app_id", []]]),
    example: "amzn1.application.1234",
  },
  { host: "graph.facebook.com", name: "Facebook", claims: new Map([["app_id", []]]), example: "1234567890" },
];

/**
 * The customer that a claim's value names, or undefined where strangers have such a value too. Without wildcards in it
 * a value is one customer's, whatever its shape.
 */
export function customerOf(
  issuer: Issuer,
  claim: string,
  value: string,
  isPattern: boolean,
): string | undefined {
  const shapes = issuer.claims.get(claim);
  if (shapes === undefined) return undefined;
  for (const shape of shapes) {
    const [before = "", after = ""] = shape.split("{}");
    if (!value.startsWith(before)) continue;
    const rest = value.slice(before.length);
    const end = after === "" ? rest.length : rest.indexOf(after);
    const customer = end < 0 ? "" : rest.slice(0, end);
    if (customer !== "" && !(isPattern && hasWildcard(customer))) return customer;
  }
  return isPattern && hasWildcard(value) ? undefined : value;
}

/** Whether a federated principal is the issuer, by ARN or by address. */
export function isIssuer(issuer: Issuer, principal: string): boolean {
  if (issuer.isPrincipal !== undefined) return issuer.isPrincipal(principal);
  const [, address] = principal.split(":oidc-provider/");
  // Names of hosts have no case.
  return matches((address ?? principal).toLowerCase(), issuer.host) && principal !== "*";
}
