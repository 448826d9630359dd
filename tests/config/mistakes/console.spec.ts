import { refuses } from "../stack";

describe("configuration mistakes: web console", () => {
  refuses("refuses a word that is not among the accepted ones", { console: "yes" }, [
    "console: `yes` is not accepted; accepted: `auto`, `on` or `off`",
  ]);
  refuses(
    "refuses a bucket whose name cannot be part of a host name that S3 has a certificate for",
    { consoleBucketName: "console.example.com" },
    [
      "consoleBucketName: `console.example.com` is not accepted; accepted: a bucket's name of 3 to 63 characters `a-z`, `0-9` and `-`",
    ],
  );
  refuses(
    "refuses a bucket for a console that there is not",
    { console: "off", consoleBucketName: "clo-portal-webconsole" },
    ["consoleBucketName: is given, but there is no console in this stack; remove it"],
  );
  refuses("asks for a certificate for aliases", { consoleAliases: ["console.example.com"] }, [
    "consoleCertificateArn: is missing, which `consoleAliases` need; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (CloudFront takes certificates of us-east-1 only)",
  ]);
  refuses(
    "asks for aliases for a certificate",
    {
      consoleCertificateArn:
        "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    },
    [
      "consoleCertificateArn: is given, but `consoleAliases` is not; give the certificate's host names there, or remove this",
    ],
  );
  refuses(
    "refuses a certificate of another region than us-east-1",
    {
      consoleAliases: ["console.example.com"],
      consoleCertificateArn:
        "arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    },
    [
      "consoleCertificateArn: `arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` has region `eu-west-1`; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (CloudFront takes certificates of us-east-1 only)",
    ],
  );
  refuses(
    "refuses aliases that are no host names, and the proxy's own",
    {
      consoleAliases: ["https://c.example.com", "*.example.com", "localhost", "logs.example.com"],
      consoleCertificateArn:
        "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    },
    [
      "consoleAliases[0]: `https://c.example.com` has a scheme; accepted: a host name like `logs.example.com`",
      "consoleAliases[1]: `*.example.com` is a wildcard; accepted: a host name like `logs.example.com`",
      "consoleAliases[2]: `localhost` has one label only; accepted: a host name like `logs.example.com`",
      "consoleAliases: `logs.example.com` is `proxyHostName` already; accepted: another host name",
    ],
  );
  refuses(
    "refuses a certificate of IAM's store where ACM serves CloudFront",
    { consoleCertificateId: "ASCA0123456789EXAMPLE" },
    [
      "consoleCertificateId: is not what CloudFront takes in partition `aws`; give `consoleCertificateArn` instead",
    ],
  );
  refuses("refuses a price class that there is not", { consolePriceClass: "100" }, [
    "consolePriceClass: `100` is not accepted; accepted: `PriceClass_100`, `PriceClass_200` or `PriceClass_All`",
  ]);
  refuses("refuses what is no country code", { consoleAllowedCountries: ["DE", "UK", "de"] }, [
    "consoleAllowedCountries[1]: `UK` is not accepted; accepted: a country by its code of ISO 3166-1, like `DE` or `GB`",
    "consoleAllowedCountries[2]: `de` is not accepted; accepted: a country by its code of ISO 3166-1, like `DE` or `GB`",
  ]);
  refuses("refuses what is neither a word nor a web ACL", { consoleWaf: "on" }, [
    "consoleWaf: `on` is not an ARN; accepted: `off`, `managed` or `arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/12345678-1234-1234-1234-123456789012` (web ACLs for CloudFront are global ones of us-east-1)",
  ]);
  refuses(
    "refuses a regional web ACL",
    {
      consoleWaf:
        "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/12345678-1234-1234-1234-123456789012",
    },
    [
      "consoleWaf: `arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/12345678-1234-1234-1234-123456789012` has region `eu-west-1`, resource `regional/webacl/a/12345678-1234-1234-1234-123456789012`; accepted: `off`, `managed` or `arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge/12345678-1234-1234-1234-123456789012` (web ACLs for CloudFront are global ones of us-east-1)",
    ],
  );
  refuses(
    "refuses a customer-managed key that an origin access identity cannot use",
    { originAccess: "identity", customerManagedKeys: ["console"] },
    [
      "customerManagedKeys: `console` cannot be read with an origin access identity, which `originAccess` asks for, as it has no access to a key; remove it, or choose origin access `control`",
    ],
  );
});
