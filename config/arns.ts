import { type Arn, parseArn } from "../policy-pack/analysis/arn";
import type { Form } from "./forms";
import type { Target } from "./region";

/** What an ARN must say; `undefined` where it may say anything, or where what it must say is not known. */
interface ArnShape {
  readonly partition: string;
  readonly service: string;
  readonly region: string | undefined;
  readonly accounts: readonly (string | undefined)[];
  readonly resource: RegExp;
  /** The resource as messages show it. */
  readonly resourceExample: string;
  /** Why region and account are what they must be. */
  readonly why?: string;
}

const UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** An ACM certificate of the stack's region, for the load balancer. */
export function loadBalancerCertificate({ partition, region, accountId }: Target): Form {
  return arnForm({
    partition: partition.partition,
    service: "acm",
    region,
    accounts: [accountId],
    resource: new RegExp(`^certificate/${UUID}$`),
    resourceExample: "certificate/12345678-1234-1234-1234-123456789012",
    why: "a load balancer takes certificates of its own region and account",
  });
}

/** An ACM certificate for CloudFront. */
export function viewerCertificate({ partition, accountId }: Target): Form {
  return arnForm({
    partition: partition.partition,
    service: "acm",
    region: partition.globalRegion,
    accounts: [accountId],
    resource: new RegExp(`^certificate/${UUID}$`),
    resourceExample: "certificate/12345678-1234-1234-1234-123456789012",
    why: `CloudFront takes certificates of ${partition.globalRegion} only`,
  });
}

/** A web ACL of scope `CLOUDFRONT`. */
export function cloudfrontWebAcl({ partition, accountId }: Target): Form {
  return arnForm({
    partition: partition.partition,
    service: "wafv2",
    region: partition.globalRegion,
    accounts: [accountId],
    resource: new RegExp(`^global/webacl/[\\w-]{1,128}/${UUID}$`),
    resourceExample: "global/webacl/edge/12345678-1234-1234-1234-123456789012",
    why: `web ACLs for CloudFront are global ones of ${partition.globalRegion}`,
  });
}

/** A managed policy that serves as permissions boundary: the account's own, or one of AWS's. */
export function boundaryPolicy({ partition, accountId }: Target): Form {
  return arnForm({
    partition: partition.partition,
    service: "iam",
    region: "",
    accounts: [accountId, "aws"],
    resource: /^policy\/[\w+=,.@/-]{1,600}$/,
    resourceExample: "policy/boundary/workloads",
  });
}

/** An OpenSearch Service domain. */
export function searchDomain({ partition, region, accountId }: Target): Form {
  return arnForm({
    partition: partition.partition,
    service: "es",
    region,
    accounts: [accountId],
    resource: /^domain\/[a-z][a-z0-9-]{2,27}$/,
    resourceExample: "domain/logs",
    why: "the proxies reach domains of their own region and account",
  });
}

function arnForm(shape: ArnShape): Form {
  const region = shape.region ?? "<region>";
  const account = shape.accounts[0] ?? "<account>";
  const example = `arn:${shape.partition}:${shape.service}:${region}:${account}:${shape.resourceExample}`;
  return {
    accepted: `\`${example}\`${shape.why === undefined ? "" : ` (${shape.why})`}`,
    problem: (text) => {
      let arn: Arn;
      try {
        arn = parseArn(text);
      } catch {
        return "is not an ARN";
      }
      const wrong = differences(arn, shape);
      return wrong.length === 0 ? undefined : `has ${wrong.join(", ")}`;
    },
  };
}

/** The parts of an ARN that are not as they must be. */
function differences(arn: Arn, shape: ArnShape): readonly string[] {
  const wrong: string[] = [];
  if (arn.partition !== shape.partition) wrong.push(`partition \`${arn.partition}\``);
  if (arn.service !== shape.service) wrong.push(`service \`${arn.service}\``);
  if (shape.region !== undefined && arn.region !== shape.region) {
    wrong.push(arn.region === "" ? "no region" : `region \`${arn.region}\``);
  }
  if (!shape.accounts.includes(undefined) && !shape.accounts.includes(arn.account)) {
    wrong.push(arn.account === "" ? "no account" : `account \`${arn.account}\``);
  }
  if (!shape.resource.test(arn.resource)) wrong.push(`resource \`${arn.resource}\``);
  return wrong;
}
