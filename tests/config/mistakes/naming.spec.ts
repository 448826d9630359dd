import { refuses } from "../stack";

describe("configuration mistakes: names and place of the stack", () => {
  refuses(
    "names a setting that does not exist, and the one that was meant",
    { vpcCdir: "10.0.0.0/16", VPCCIDR: "10.0.0.0/16", colour: "red" },
    [
      "vpcCdir: is not a setting of this program; did you mean `vpcCidr`?",
      "VPCCIDR: is not a setting of this program; did you mean `vpcCidr`?",
      "colour: is not a setting of this program; remove it",
    ],
  );
  refuses(
    "asks for a region",
    {},
    [
      "aws:region: is missing; accepted: a region of AWS, AWS GovCloud (US) or China like `us-east-1`; set it with `pulumi config set aws:region us-east-1`",
    ],
    { region: undefined },
  );
  refuses(
    "refuses a region of a partition that the program does not know",
    {},
    [
      "aws:region: `us-iso-east-1` is not accepted; accepted: a region of AWS, AWS GovCloud (US) or China like `us-east-1`",
    ],
    { region: "us-iso-east-1" },
  );
  refuses(
    "refuses a stack name that no resource can bear",
    {},
    [
      "stack name: `Prod_EU` cannot be part of resource names; accepted: `a-z`, `0-9` and single `-`, not at an end",
    ],
    { stack: "Prod_EU" },
  );
  refuses("asks for the account", { accountId: null }, [
    "accountId: is missing; accepted: an AWS account id, 12 digits, in quotes",
  ]);
  refuses("refuses an account id of another length", { accountId: "1111" }, [
    "accountId: `1111` is not accepted; accepted: an AWS account id, 12 digits, in quotes",
  ]);
  refuses(
    "never shows a value that came encrypted",
    { accountId: "1111" },
    ["accountId: `[secret]` is not accepted; accepted: an AWS account id, 12 digits, in quotes"],
    { secretKeys: new Set(["accountId"]) },
  );
  refuses("refuses a prefix that no resource can bear", { namePrefix: "Logs-" }, [
    "namePrefix: `Logs-` is not accepted; accepted: a lower-case letter, then `a-z`, `0-9` and single `-`, no `-` at the end",
  ]);
  refuses("refuses a prefix that AWS reserves", { namePrefix: "aws-logs" }, [
    "namePrefix: `aws-logs` begins with `aws`, which AWS reserves; accepted: another beginning",
  ]);
  refuses(
    "spells out the arithmetic of names that are too long",
    { namePrefix: "central-logs" },
    [
      "namePrefix: `central-logs-production-us-east-1` would name the OpenSearch domain and has 33 characters (`central-logs` 12 + `production` 10 + `us-east-1` 9 + 2 hyphens); accepted: at most 28, so shorten the prefix or the stack's name by 5",
    ],
    { stack: "production" },
  );
  refuses("asks for zones", { availabilityZones: null }, [
    "availabilityZones: is missing; accepted: 2 or 3 zones of the stack's region by name, like `us-east-1a`",
  ]);
  refuses("refuses a single zone", { availabilityZones: ["us-east-1a"] }, [
    "availabilityZones: 1 given; accepted: 2 or 3 zones, over which OpenSearch can spread its nodes",
  ]);
  refuses(
    "refuses four zones",
    { availabilityZones: ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] },
    ["availabilityZones: 4 given; accepted: 2 or 3 zones, over which OpenSearch can spread its nodes"],
  );
  refuses(
    "refuses zones of other regions, zone ids, local zones, duplicates and what is no string",
    { availabilityZones: ["us-east-1a", "eu-west-1a", "use1-az2", "us-east-1-bos-1a", "us-east-1a", 5] },
    [
      "availabilityZones[1]: `eu-west-1a` is not a zone of `us-east-1`; accepted: zones of the stack's region by name, like `us-east-1a`",
      "availabilityZones[2]: `use1-az2` is the id of a zone; accepted: zones of the stack's region by name, like `us-east-1a`",
      "availabilityZones[3]: `us-east-1-bos-1a` is not a zone of `us-east-1`; accepted: zones of the stack's region by name, like `us-east-1a`",
      "availabilityZones[4]: `us-east-1a` is in the list already; remove it",
      "availabilityZones[5]: `5` is not accepted; accepted: a string that is not empty (put it in quotes)",
    ],
  );
  refuses("refuses a list that is none", { availabilityZones: "us-east-1a,us-east-1b" }, [
    "availabilityZones: `us-east-1a,us-east-1b` is not accepted; accepted: a list of strings",
  ]);
  refuses("refuses an object where a list is meant", { availabilityZones: { a: 1 } }, [
    'availabilityZones: `{"a":1}` is not a list; accepted: a list of strings',
  ]);
});
