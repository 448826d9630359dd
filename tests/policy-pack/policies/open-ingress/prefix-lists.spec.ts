import { expect } from "chai";
import { openIngress } from "../../../../policy-pack/policies/open-ingress";
import { judgeStack, type Registered, UNKNOWN, urnOf, withoutTag } from "../../judging";
import { DECLARE, FIX, GROUP, INGRESS_RULE, NATIVE_RULE, SSH } from "./fixtures";

const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";

const list = (name: string, ...cidrs: unknown[]): Registered => ({
  type: LIST,
  name,
  props: { addressFamily: "IPv4", entries: cidrs.map((cidr) => ({ cidr })) },
});

const entry = (cidr: unknown, of = "offices"): Registered => ({
  type: "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry",
  name: `${of}-entry`,
  props: { cidr, prefixListId: UNKNOWN },
  madeFrom: { prefixListId: [of] },
});

const addedTo = (prefixListId: string, cidr: unknown): Registered => ({
  ...entry(cidr),
  props: { cidr, prefixListId },
  madeFrom: {},
});

const ssh = (...lists: string[]): Registered => ({
  type: INGRESS_RULE,
  name: "ssh",
  props: {
    securityGroupId: "sg-1",
    ipProtocol: "tcp",
    fromPort: 22,
    toPort: 22,
    prefixListId: UNKNOWN,
  },
  madeFrom: { prefixListId: lists },
});

const byId = (prefixListId: unknown, ports = 22): Registered => ({
  type: INGRESS_RULE,
  name: "ssh",
  props: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: ports, toPort: ports, prefixListId },
});

const messages = async (
  resources: readonly Registered[],
  settings: Record<string, unknown> = {},
): Promise<readonly string[]> =>
  (await judgeStack(openIngress, resources, settings)).map(({ message }) => withoutTag(message));

const opens = (by: string, sources: string): string =>
  `${by} lets ${sources} in to tcp/22; ${SSH}; ${FIX}${DECLARE}`;
const undecided = (what: string): string =>
  `[advisory] unverified: \`prefixListId\` is ${what}; if it holds the internet, everyone is let in; declare the list in this stack, or add its id to \`trustedPrefixLists\``;

describe("open-ingress by prefix lists", () => {
  const open = opens("`ssh` by `offices`", "`0.0.0.0/0`");

  const rejected: [string, readonly Registered[], string][] = [
    ["a list of everything", [list("offices", "0.0.0.0/0"), ssh("offices")], open],
    ["a list of two halves", [list("offices", "0.0.0.0/1", "128.0.0.0/1"), ssh("offices")], open],
    ["entries of their own", [list("offices"), entry("0.0.0.0/0"), ssh("offices")], open],
    [
      "an entry that completes the list",
      [list("offices", "0.0.0.0/1"), entry("128.0.0.0/1"), ssh("offices")],
      open,
    ],
    ["a list beside an unknown entry", [list("offices", "0.0.0.0/0"), entry(UNKNOWN), ssh("offices")], open],
    [
      "a list by its id",
      [
        { ...list("offices", "0.0.0.0/0"), outputs: { id: "pl-0123456789abcdef0" } },
        byId("pl-0123456789abcdef0"),
      ],
      open,
    ],
    [
      "an entry that the stack adds to a list of another one",
      [addedTo("pl-0123456789abcdef0", "0.0.0.0/0"), byId("pl-0123456789abcdef0")],
      opens("`ssh` by `pl-0123456789abcdef0`", "`0.0.0.0/0`"),
    ],
    ["all of IPv6", [list("offices", "2000::/3"), ssh("offices")], opens("`ssh` by `offices`", "`2000::/3`")],
    [
      "an inline rule",
      [
        list("offices", "0.0.0.0/0"),
        {
          type: GROUP,
          name: "web",
          props: { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, prefixListIds: [UNKNOWN] }] },
          madeFrom: { ingress: ["offices"] },
        },
      ],
      opens("`web` by `offices`", "`0.0.0.0/0`"),
    ],
    [
      "aws-native",
      [
        { type: "aws-native:ec2:PrefixList", name: "offices", props: { entries: [{ cidr: "0.0.0.0/0" }] } },
        {
          type: NATIVE_RULE,
          name: "ssh",
          props: { groupId: "sg-1", ipProtocol: "6", fromPort: 22, toPort: 22, sourcePrefixListId: UNKNOWN },
          madeFrom: { sourcePrefixListId: ["offices"] },
        },
      ],
      open,
    ],
  ];
  for (const [name, resources, message] of rejected) {
    it(`rejects ${name}`, async () => expect(await messages(resources)).to.include(message));
  }

  it("adds a list to what other rules of the group let in", async () => {
    const rule: Registered = {
      type: INGRESS_RULE,
      name: "more",
      props: { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "9.0.0.0/8" },
    };
    expect(await messages([list("offices", "8.0.0.0/8"), ssh("offices"), rule])).to.deep.equal([
      `\`ssh\` by \`offices\` and \`more\` together let \`8.0.0.0/7\` (33554432 public IPv4 addresses) in to tcp/22; ${SSH}; ${FIX}${DECLARE}`,
    ]);
  });

  const accepted: [string, readonly Registered[]][] = [
    ["a list of an office", [list("offices", "203.0.113.0/24"), ssh("offices")]],
    ["a private list", [list("offices", "10.0.0.0/8", "fc00::/7"), ssh("offices")]],
    ["CloudFront's list", [byId("pl-3b927c52"), byId("pl-a3a144ca")]],
    [
      "an open list that no rule names",
      [list("offices", "0.0.0.0/0"), ssh("others"), list("others", "8.8.8.8/32")],
    ],
    ["an empty list", [list("offices"), ssh("offices")]],
    [
      "either of two narrow lists",
      [list("offices", "8.8.8.8/32"), list("homes", "9.9.9.9/32"), ssh("offices", "homes")],
    ],
  ];
  for (const [name, resources] of accepted) {
    it(`accepts ${name}`, async () => expect(await messages(resources)).to.deep.equal([]));
  }

  const open22: [string, readonly Registered[], string][] = [
    [
      "of another stack",
      [byId("pl-0123456789abcdef0")],
      "`pl-0123456789abcdef0`, a prefix list of another stack",
    ],
    [
      "of another stack, to which this one adds an office",
      [addedTo("pl-0123456789abcdef0", "203.0.113.0/24"), byId("pl-0123456789abcdef0")],
      "`pl-0123456789abcdef0`, a prefix list of another stack",
    ],
    ["of unknown id", [byId(UNKNOWN)], "not known yet"],
    ["with an unknown entry", [list("offices", "10.0.0.0/8", UNKNOWN), ssh("offices")], "not known yet"],
    ["with an unreadable entry", [list("offices", "everyone"), ssh("offices")], "not known yet"],
    [
      "that is either of two, one of them open",
      [list("offices", "8.8.8.8/32"), list("all", "0.0.0.0/0"), ssh("offices", "all")],
      "not known yet",
    ],
  ];
  for (const [name, resources, what] of open22) {
    it(`cannot decide about a list ${name}`, async () => {
      const found = await judgeStack(openIngress, resources);
      expect(found.map((one) => withoutTag(one.message))).to.deep.equal([undecided(what)]);
      expect(found.map(({ urn }) => urn)).to.deep.equal([urnOf(byId(""))]);
    });
  }

  it("cannot decide where one of several lists would complete an opening that is none alone", async () => {
    const lists = [list("offices", "203.0.113.0/24"), list("partners", "9.0.0.0/8")];
    const group = (...cidrBlocks: string[]): Registered => ({
      type: GROUP,
      name: "web",
      props: {
        ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, prefixListIds: [UNKNOWN], cidrBlocks }],
      },
      madeFrom: { ingress: ["offices", "partners"] },
    });
    expect(await messages([...lists, group("8.0.0.0/8")])).to.deep.equal([
      "[advisory] unverified: `web: ingress[0].prefixListIds[0]` is not known yet; some possible values let the internet in, together with other rules of the group; it is judged again in the update, with all values known",
    ]);
    expect(await messages([...lists, group("10.0.0.0/8")])).to.deep.equal([]);
  });

  it("says nothing of a list that no address could make a violation", async () => {
    expect(await messages([byId("pl-0123456789abcdef0", 443)], { publicPorts: ["tcp/443"] })).to.deep.equal(
      [],
    );
  });

  it("trusts the lists that the organisation names", async () => {
    const rule = byId("pl-0123456789abcdef0");
    expect(await messages([rule], { trustedPrefixLists: ["pl-0123456789abcdef0"] })).to.deep.equal([]);
    expect(await messages([rule], { trustedPrefixLists: ["pl-0123*"] })).to.deep.equal([]);
    expect(await messages([rule], { trustedPrefixLists: ["pl-1*"] })).to.have.lengthOf(1);
    // What the stack itself says of a list is known, whoever trusts it.
    const own = { ...list("offices", "0.0.0.0/0"), outputs: { id: "pl-0123456789abcdef0" } };
    expect(await messages([own, rule], { trustedPrefixLists: ["pl-*"] })).to.deep.equal([open]);
    for (const [cidr, count] of [
      ["0.0.0.0/0", 1],
      ["203.0.113.0/24", 0],
    ] as const)
      expect(
        await messages([addedTo("pl-0123456789abcdef0", cidr), rule], { trustedPrefixLists: ["pl-*"] }),
      ).to.have.lengthOf(count);
  });
});
