import { EXISTING_DOMAIN, refuses } from "../stack";

describe("configuration mistakes: OpenSearch domain", () => {
  refuses(
    "refuses Elasticsearch, nodes that cannot encrypt, and sizes out of range",
    {
      domainEngineVersion: "Elasticsearch_7.10",
      domainInstanceType: "t2.small.search",
      domainInstancesPerZone: 0,
      domainVolumeSizeGiB: 5,
    },
    [
      "domainEngineVersion: `Elasticsearch_7.10` is not accepted; accepted: a version of OpenSearch like `OpenSearch_2.19`",
      "domainInstanceType: `t2.small.search` cannot encrypt data at rest; accepted: an instance type of OpenSearch Service like `r7g.large.search`",
      "domainInstancesPerZone: `0` is not accepted; accepted: an integer in 1..100",
      "domainVolumeSizeGiB: `5` is not accepted; accepted: an integer in 10..24576",
    ],
  );
  refuses("refuses an instance type of EC2", { domainInstanceType: "r7g.large" }, [
    "domainInstanceType: `r7g.large` is not accepted; accepted: an instance type of OpenSearch Service like `r7g.large.search`",
  ]);
  refuses(
    "refuses settings of an existing domain without its endpoint",
    {
      existingDomainArn: "arn:aws:es:us-east-1:111122223333:domain/search",
      existingDomainCognitoHost: "pool.auth.us-east-1.amazoncognito.com",
    },
    [
      "existingDomainArn: is given, but `existingDomainEndpoint` is not; give that too, or remove this",
      "existingDomainCognitoHost: is given, but `existingDomainEndpoint` is not; give that too, or remove this",
    ],
  );
  refuses(
    "asks for everything that an existing domain needs",
    { existingDomainEndpoint: EXISTING_DOMAIN.existingDomainEndpoint },
    [
      "existingDomainArn: is missing, which an existing domain needs; accepted: `arn:aws:es:us-east-1:111122223333:domain/logs` (the proxies reach domains of their own region and account)",
      "existingDomainSecurityGroupId: is missing, which an existing domain needs; accepted: an id like `sg-0123456789abcdef0`",
    ],
  );
  refuses(
    "refuses settings of a new domain beside an existing one",
    { ...EXISTING_DOMAIN, domainEngineVersion: "OpenSearch_2.17", domainDedicatedMasters: false },
    [
      "domainEngineVersion: is for a new domain, but `existingDomainEndpoint` is given; remove one of the two",
      "domainDedicatedMasters: is for a new domain, but `existingDomainEndpoint` is given; remove one of the two",
    ],
  );
  refuses(
    "refuses a domain of another region and account",
    { ...EXISTING_DOMAIN, existingDomainArn: "arn:aws:es:eu-west-1:444455556666:domain/search" },
    [
      "existingDomainArn: `arn:aws:es:eu-west-1:444455556666:domain/search` has region `eu-west-1`, account `444455556666`; accepted: `arn:aws:es:us-east-1:111122223333:domain/logs` (the proxies reach domains of their own region and account)",
    ],
  );
  refuses(
    "refuses the endpoint of a public domain",
    { ...EXISTING_DOMAIN, existingDomainEndpoint: "search-search-abc.us-east-1.es.amazonaws.com" },
    [
      "existingDomainEndpoint: `search-search-abc.us-east-1.es.amazonaws.com` is no endpoint of a domain in a VPC of `us-east-1`; accepted: the domain's endpoint in its VPC, like `vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com`",
    ],
  );
  refuses(
    "refuses the endpoint of another domain than the ARN's",
    {
      ...EXISTING_DOMAIN,
      existingDomainEndpoint: "vpc-other-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com",
    },
    [
      "existingDomainEndpoint: `vpc-other-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com` is not of domain `search`, which `existingDomainArn` names; accepted: the domain's endpoint in its VPC, like `vpc-search-0123456789abcdefghijklmnop.us-east-1.es.amazonaws.com`",
    ],
  );
  refuses(
    "refuses a URL for an endpoint",
    { ...EXISTING_DOMAIN, existingDomainEndpoint: "https://vpc-search.us-east-1.es.amazonaws.com" },
    [
      "existingDomainEndpoint: `https://vpc-search.us-east-1.es.amazonaws.com` has a scheme; accepted: a host name like `logs.example.com`",
    ],
  );
  refuses(
    "refuses a custom endpoint that leads past the proxy",
    { ...EXISTING_DOMAIN, existingDomainCustomEndpoint: "search.example.com" },
    [
      "existingDomainCustomEndpoint: `search.example.com` is not `proxyHostName` `logs.example.com`, so that sign-in would lead past the proxy; accepted: the same name in both",
    ],
  );
  refuses(
    "refuses to pass on sign-in pages that a custom endpoint makes needless",
    {
      ...EXISTING_DOMAIN,
      existingDomainCustomEndpoint: "logs.example.com",
      existingDomainCognitoHost: "pool.auth.us-east-1.amazoncognito.com",
    },
    [
      "existingDomainCognitoHost: is given together with `existingDomainCustomEndpoint`, with which browsers talk to Cognito themselves; remove it",
    ],
  );
  refuses(
    "refuses to pass on sign-in pages from a network without NAT",
    {
      ...EXISTING_DOMAIN,
      egress: "endpoints",
      existingDomainCognitoHost: "pool.auth.us-east-1.amazoncognito.com",
    },
    [
      "existingDomainCognitoHost: needs a network with NAT, since Cognito's sign-in pages have no VPC endpoint; give the domain a custom endpoint, or choose another egress",
    ],
  );
});
