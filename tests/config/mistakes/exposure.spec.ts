import { EDGE, refuses } from "../stack";

describe("configuration mistakes: exposure", () => {
  refuses("refuses an exposure that there is not", { exposure: "public" }, [
    "exposure: `public` is not accepted; accepted: `internal`, `allowlist` or `cloudfront`",
  ]);
  refuses("asks an allowlist for its sources", { exposure: "allowlist" }, [
    "allowedCidrs: is missing, and exposure `allowlist` without a source would let nobody in; accepted: CIDR blocks of the clients like `203.0.113.0/24`, or prefix lists in `allowedPrefixListIds`",
  ]);
  refuses("refuses the whole internet", { exposure: "allowlist", allowedCidrs: ["0.0.0.0/0"] }, [
    "allowedCidrs: `0.0.0.0/0` admit 3702258434 public addresses; accepted: at most 16777216 in all, as many as a /8 has",
  ]);
  refuses(
    "refuses the whole internet in two halves",
    { exposure: "allowlist", allowedCidrs: ["0.0.0.0/1", "128.0.0.0/1"] },
    [
      "allowedCidrs: `0.0.0.0/1`, `128.0.0.0/1` admit 3702258434 public addresses; accepted: at most 16777216 in all, as many as a /8 has",
    ],
  );
  refuses(
    "refuses more than a /8 of the internet",
    { exposure: "allowlist", allowedCidrs: ["8.0.0.0/8", "9.0.0.0/32"] },
    [
      "allowedCidrs: `8.0.0.0/8`, `9.0.0.0/32` admit 16777217 public addresses; accepted: at most 16777216 in all, as many as a /8 has",
    ],
  );
  refuses("refuses the whole internet for an internal load balancer too", { allowedCidrs: ["0.0.0.0/0"] }, [
    "allowedCidrs: `0.0.0.0/0` admit 3702258434 public addresses; accepted: at most 16777216 in all, as many as a /8 has",
  ]);
  refuses(
    "refuses duplicate, overlapping, private, IPv6 and uneven blocks, each by its place",
    {
      exposure: "allowlist",
      allowedCidrs: [
        "203.0.113.0/24",
        "203.0.113.0/24",
        "203.0.113.128/25",
        "10.0.0.0/8",
        "2001:db8::/32",
        "203.0.113.1/24",
      ],
    },
    [
      "allowedCidrs[1]: `203.0.113.0/24` is in the list already; remove it",
      "allowedCidrs[2]: `203.0.113.128/25` lies within `203.0.113.0/24`, which is in the list too; remove one of the two",
      "allowedCidrs[3]: `10.0.0.0/8` has private addresses, which no client on the internet comes from; accepted: the clients' public addresses, or exposure `internal`",
      "allowedCidrs[4]: `2001:db8::/32` is IPv6, and network and load balancer have IPv4 only; accepted: an IPv4 block like `203.0.113.0/24`",
      "allowedCidrs[5]: `203.0.113.1/24` has host bits set; accepted: `203.0.113.0/24`",
    ],
  );
  refuses(
    "refuses more sources than a security group has rules",
    {
      exposure: "allowlist",
      allowedCidrs: Array.from({ length: 60 }, (_, i) => `203.0.${i}.0/24`),
      allowedPrefixListIds: ["pl-0123456789abcdef0"],
    },
    [
      "allowedCidrs: 61 sources given, prefix lists included; accepted: at most 60, as many as a security group has rules (gather them in a prefix list)",
    ],
  );
  refuses("refuses a malformed prefix list", { allowedPrefixListIds: ["pl-x"] }, [
    "allowedPrefixListIds[0]: `pl-x` is not accepted; accepted: an id like `pl-0123456789abcdef0`",
  ]);
  refuses("asks CloudFront for its prefix list and certificate", { exposure: "cloudfront" }, [
    "originFacingPrefixListId: is missing, which exposure `cloudfront` needs; accepted: the id of `com.amazonaws.global.cloudfront.origin-facing` in us-east-1, like `pl-3b927c52`",
    "proxyViewerCertificateArn: is missing, which exposure `cloudfront` needs; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (CloudFront takes certificates of us-east-1 only)",
  ]);
  refuses(
    "refuses client addresses that CloudFront would not look at",
    { ...EDGE, allowedCidrs: ["203.0.113.0/24"], allowedPrefixListIds: ["pl-0123456789abcdef0"] },
    [
      "allowedCidrs: is given, but exposure `cloudfront` admits whoever CloudFront does; restrict them by `proxyWaf`, and remove this",
      "allowedPrefixListIds: is given, but exposure `cloudfront` admits whoever CloudFront does; restrict them by `proxyWaf`, and remove this",
    ],
  );
  refuses(
    "refuses CloudFront's settings for another exposure",
    { proxyWaf: "managed", originFacingPrefixListId: "pl-3b927c52" },
    [
      "originFacingPrefixListId: is for exposure `cloudfront`, but `exposure` is `internal`; change that, or remove this",
      "proxyWaf: is for exposure `cloudfront`, but `exposure` is `internal`; change that, or remove this",
    ],
  );
  refuses(
    "refuses a viewer certificate of another region than us-east-1",
    {
      ...EDGE,
      proxyViewerCertificateArn:
        "arn:aws:acm:us-west-2:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    },
    [
      "proxyViewerCertificateArn: `arn:aws:acm:us-west-2:111122223333:certificate/12345678-1234-1234-1234-123456789012` has region `us-west-2`; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (CloudFront takes certificates of us-east-1 only)",
    ],
  );
});
