import { EXISTING_DOMAIN, refuses } from "../stack";

describe("configuration mistakes: stack-wide settings", () => {
  refuses("refuses a role path without slashes at its ends", { rolePath: "platform" }, [
    "rolePath: `platform` is not a path of IAM; accepted: `/`, or a path like `/platform/logging/` of at most 512 characters",
  ]);
  refuses(
    "refuses tags that AWS or the program reserves, or that some service does not take",
    { tags: { "aws:x": "1", PatchGroup: "p", Owner: "a", owner: "b", "": "x", a$: "b", c: "d$", n: 5 } },
    [
      "tags: `5` of `n` is not a string; accepted: an object of strings (put it in quotes)",
      "tags: `aws:x` begins with `aws:`, which AWS reserves; accepted: another beginning",
      "tags: `PatchGroup` is a tag that the program sets; remove it",
      "tags: `owner` differs from `Owner` in case only, which IAM does not tell apart; remove one",
      "tags: `` has 0 characters; accepted: 1..128",
      "tags: `a$` is not accepted; accepted: letters, digits, spaces and `_.:/=+-@`",
      "tags: `d$` of `c` is not accepted; accepted: letters, digits, spaces and `_.:/=+-@`",
    ],
  );
  refuses("refuses tags that are too long", { tags: { ["k".repeat(129)]: "v", note: "x".repeat(257) } }, [
    "tags: `kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…` has 129 characters; accepted: 1..128",
    "tags: value of `note` has 257 characters; accepted: at most 256",
  ]);
  refuses(
    "refuses more tags than resources can bear",
    { ...EXISTING_DOMAIN, tags: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`k${i}`, "v"])) },
    ["tags: 41 given; accepted: at most 40"],
  );
  refuses(
    "refuses more tags than a new domain can bear beside the program's own",
    { tags: Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, "v"])) },
    [
      "tags: 9 given; accepted: at most 8 with a new domain, since OpenSearch Service takes 10 and 2 are the program's",
    ],
  );
  refuses(
    "refuses a tag that the program puts on everything, in any case",
    { tags: { "Pulumi:Stack": "mine" } },
    ["tags: `Pulumi:Stack` is a tag that the program sets; remove it"],
  );
  refuses("refuses a list where an object is meant", { tags: ["a"] }, [
    'tags: `["a"]` is not an object; accepted: an object of strings',
  ]);
  refuses(
    "refuses a boundary of another account, or that is no policy",
    { permissionsBoundaryArn: "arn:aws:iam::444455556666:role/boundary" },
    [
      "permissionsBoundaryArn: `arn:aws:iam::444455556666:role/boundary` has account `444455556666`, resource `role/boundary`; accepted: `arn:aws:iam::111122223333:policy/boundary/workloads`",
    ],
  );
  refuses("refuses a word that is not among the accepted ones", { serviceLinkedRoles: "yes" }, [
    "serviceLinkedRoles: `yes` is not accepted; accepted: `present` or `create`",
  ]);
  refuses("refuses what is neither true nor false", { deletionProtection: "yes" }, [
    "deletionProtection: `yes` is not accepted; accepted: `true` or `false`",
  ]);
  refuses("refuses a retention period that CloudWatch Logs does not have", { logRetentionDays: 42 }, [
    "logRetentionDays: `42` is not a retention period of CloudWatch Logs; accepted: `1`, `3`, `5`, `7`, `14`, `30`, `60`, `90`, `120`, `150`, `180`, `365`, `400`, `545`, `731`, `1096`, `1827`, `2192`, `2557`, `2922`, `3288` or `3653`",
  ]);
  refuses("refuses logs that are kept for ever", { logRetentionDays: 0 }, [
    "logRetentionDays: `0` is not accepted; accepted: an integer in 1..3653",
  ]);
  refuses(
    "holds flow logs in CloudWatch to the same periods",
    { flowLogDestination: "cloudwatch", flowLogRetentionDays: 15 },
    [
      "flowLogRetentionDays: `15` is not a retention period of CloudWatch Logs; accepted: `1`, `3`, `5`, `7`, `14`, `30`, `60`, `90`, `120`, `150`, `180`, `365`, `400`, `545`, `731`, `1096`, `1827`, `2192`, `2557`, `2922`, `3288` or `3653`",
    ],
  );
  refuses(
    "refuses an address without a domain, or twice",
    { alertEmails: ["security@example.com", "nobody", "security@example.com"] },
    [
      "alertEmails[1]: `nobody` is not accepted; accepted: an address like `security@example.com`",
      "alertEmails[2]: `security@example.com` is in the list already; remove it",
    ],
  );
  refuses(
    "refuses a key for a store that there is not",
    { customerManagedKeys: ["disk", "console", "console"], console: "off" },
    [
      "customerManagedKeys[0]: `disk` is not accepted; accepted: `console`, `domain`, `volumes`, `logs` or `topic`",
      "customerManagedKeys[2]: `console` is in the list already; remove it",
      "customerManagedKeys: `console` has no store, since there is no console in this stack; remove it",
    ],
  );
  refuses(
    "refuses a key for a domain that is not the stack's own",
    { ...EXISTING_DOMAIN, customerManagedKeys: ["domain"] },
    [
      "customerManagedKeys: `domain` is not this stack's to encrypt, since the domain exists already; remove it",
    ],
  );
});
