import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { groupsById, interfaceCounts } from "../../../console-api/security-groups/account";
import { REGION, surroundings } from "../deployed";

describe("what the account is asked", () => {
  const ec2 = new EC2Client({
    region: REGION,
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  });
  const replaced = () => mockClient(ec2);
  let stub: ReturnType<typeof replaced>;
  beforeEach(() => {
    stub = replaced();
  });
  afterEach(() => stub.restore());

  const around = surroundings({ aws: { ec2 } as never });
  const ids = Array.from({ length: 450 }, (_, at) => `sg-${at}`);

  it("is asked of at most 200 groups at once", async () => {
    stub.on(DescribeSecurityGroupsCommand).callsFake(({ Filters }) => ({
      SecurityGroups: Filters[0].Values.map((GroupId: string) => ({ GroupId })),
    }));
    expect((await groupsById(around, ids)).map(({ id }) => id)).to.deep.equal(ids);
    const sizes = stub
      .commandCalls(DescribeSecurityGroupsCommand)
      .map(({ args }) => args[0].input.Filters?.[0]?.Values?.length);
    expect(sizes).to.deep.equal([200, 200, 50]);
  });

  it("is not asked of no group at all", async () => {
    expect(await groupsById(around, [])).to.deep.equal([]);
    expect(stub.calls()).to.deep.equal([]);
  });

  it("counts an interface once for each of its groups, in how many questions it was found", async () => {
    const NetworkInterfaces = [
      { NetworkInterfaceId: "eni-1", Groups: [{ GroupId: "sg-0" }, { GroupId: "sg-449" }] },
      { NetworkInterfaceId: "eni-2", Groups: [{ GroupId: "sg-0" }, { GroupId: "sg-of-others" }] },
    ];
    stub.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces });
    const counts = await interfaceCounts(around, ids);
    expect(counts.size).to.equal(450);
    expect([...counts].filter(([, count]) => count > 0)).to.deep.equal([
      ["sg-0", 2],
      ["sg-449", 1],
    ]);
  });
});
