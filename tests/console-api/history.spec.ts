import {
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DescribeNetworkInterfacesCommand,
  EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { Problems } from "../../console-api/failures";
import { type DayHistory, parseDay } from "../../console-api/history/day";
import { type HistoryPlace, placeOf, recordInterfaces } from "../../console-api/history/handler";
import { daysBetween, readHistory } from "../../console-api/history/read";
import { NOBODY } from "./aws-stub";
import { DEPLOYMENT, surroundings } from "./deployed";
import { setMoto } from "./moto";
import { silenced } from "./silenced";

const { bucket, prefix } = DEPLOYMENT.history;

const at = (time: string): Date => new Date(time);

describe("the function that records network interfaces, at moto's server", () => {
  const moto = setMoto();

  async function account() {
    const { ec2, s3 } = moto().aws;
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      }),
    );
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const vpcId = Vpc?.VpcId ?? "";
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: "10.0.0.0/24" }));
    const group = async (name: string): Promise<string> => {
      const { GroupId } = await ec2.send(
        new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpcId }),
      );
      return GroupId ?? "";
    };
    const networkInterface = async (groups: readonly string[], address: string): Promise<string> => {
      const { NetworkInterface } = await ec2.send(
        new CreateNetworkInterfaceCommand({
          SubnetId: Subnet?.SubnetId ?? "",
          Groups: [...groups],
          PrivateIpAddress: address,
        }),
      );
      return NetworkInterface?.NetworkInterfaceId ?? "";
    };
    const place: HistoryPlace = { accountId: DEPLOYMENT.accountId, bucket, prefix, vpcId };
    return { ec2, s3, place, group, networkInterface };
  }

  async function day(text: string): Promise<DayHistory | undefined> {
    const { s3 } = moto().aws;
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}/${text}.json` }));
      return parseDay((await Body?.transformToString()) ?? "", text);
    } catch (error) {
      if (Object(error).name === "NoSuchKey") return undefined;
      throw error;
    }
  }

  it("writes one object a day, extends it, and goes on over midnight", async () => {
    const { ec2, s3, place, group, networkInterface } = await account();
    const [web, db] = [await group("web"), await group("db")];
    const first = await networkInterface([web], "10.0.0.10");
    const second = await networkInterface([db, web], "10.0.0.11");
    await recordInterfaces({ ec2, s3 }, place, at("2026-03-10T23:40:00Z"));
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: second }));
    await ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId: first, Groups: [db] }));
    await recordInterfaces({ ec2, s3 }, place, at("2026-03-10T23:55:00Z"));
    await recordInterfaces({ ec2, s3 }, place, at("2026-03-11T00:10:00Z"));

    const seen = (
      interfaceId: string,
      groups: readonly string[],
      address: string,
      from: string,
      to: string,
    ) => ({
      interfaceId,
      groups: [...groups].sort(),
      addresses: [address],
      from,
      to,
    });
    const midnight = "2026-03-11T00:00:00.000Z";
    const before = await day("2026-03-10");
    expect(before?.spans).to.have.deep.members([
      seen(first, [web], "10.0.0.10", "2026-03-10T23:40:00.000Z", "2026-03-10T23:40:00.000Z"),
      seen(second, [db, web], "10.0.0.11", "2026-03-10T23:40:00.000Z", "2026-03-10T23:40:00.000Z"),
      seen(first, [db], "10.0.0.10", "2026-03-10T23:55:00.000Z", midnight),
    ]);
    expect(before?.watches).to.deep.equal([{ from: "2026-03-10T23:40:00.000Z", to: midnight }]);
    expect(await day("2026-03-11")).to.deep.equal({
      version: 1,
      day: "2026-03-11",
      spans: [seen(first, [db], "10.0.0.10", midnight, "2026-03-11T00:10:00.000Z")],
      watches: [{ from: midnight, to: "2026-03-11T00:10:00.000Z" }],
    });
  });

  it("sees the interfaces of its own VPC only, and records that it looked where there are none", async () => {
    const { ec2, s3, place } = await account();
    const other = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: other.Vpc?.VpcId ?? "", CidrBlock: "10.1.0.0/24" }),
    );
    await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId ?? "" }));
    await recordInterfaces({ ec2, s3 }, place, at("2026-03-10T10:00:00Z"));
    expect(await day("2026-03-10")).to.deep.equal({
      version: 1,
      day: "2026-03-10",
      spans: [],
      watches: [{ from: "2026-03-10T10:00:00.000Z", to: "2026-03-10T10:00:00.000Z" }],
    });
  });

  it("loses nobody's spans where two run at once", async () => {
    const { ec2, s3, place, group, networkInterface } = await account();
    const web = await group("web");
    const first = await networkInterface([web], "10.0.0.10");
    const now = at("2026-03-10T10:00:00Z");
    // Both begin with no object: one of the two writes comes too late, and starts from the other's.
    await Promise.all([recordInterfaces({ ec2, s3 }, place, now), recordInterfaces({ ec2, s3 }, place, now)]);
    expect((await day("2026-03-10"))?.spans.map(({ interfaceId }) => interfaceId)).to.deep.equal([first]);

    // Both read the same object, and each sees an interface more.
    const second = await networkInterface([web], "10.0.0.11");
    await Promise.all([
      recordInterfaces({ ec2, s3 }, place, at("2026-03-10T10:15:00Z")),
      recordInterfaces({ ec2, s3 }, place, at("2026-03-10T10:15:01Z")),
    ]);
    // Whichever came second, both looks are told of.
    const spans = (await day("2026-03-10"))?.spans ?? [];
    for (const look of ["2026-03-10T10:15:00.000Z", "2026-03-10T10:15:01.000Z"]) {
      const then = spans.filter(({ from, to }) => from <= look && look <= to);
      expect(then.map(({ interfaceId }) => interfaceId).sort()).to.deep.equal([first, second].sort());
    }
  });

  it("starts from what another run wrote since it read, once", async () => {
    const { ec2, s3, place, group, networkInterface } = await account();
    const own = await networkInterface([await group("web")], "10.0.0.10");
    await recordInterfaces({ ec2, s3 }, place, at("2026-03-10T10:00:00Z"));
    const theirs = { interfaceId: "eni-theirs", groups: ["sg-theirs"], addresses: [] };
    const overtake = async (): Promise<void> => {
      const found = await day("2026-03-10");
      const time = "2026-03-10T10:05:00.000Z";
      const spans = [...(found?.spans ?? []), { ...theirs, from: time, to: time }];
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${prefix}/2026-03-10.json`,
          Body: JSON.stringify({ ...found, spans }),
        }),
      );
    };
    let writes = 0;
    const slow = new Proxy(s3, {
      get: (target, name) =>
        name === "send"
          ? async (command: PutObjectCommand) => {
              if (command instanceof PutObjectCommand) {
                if (writes === 0) await overtake();
                writes += 1;
              }
              return target.send(command);
            }
          : Reflect.get(target, name),
    });
    await recordInterfaces({ ec2, s3: slow }, place, at("2026-03-10T10:15:00Z"));
    expect(writes).to.equal(2);
    const ids = (await day("2026-03-10"))?.spans.map(({ interfaceId }) => interfaceId);
    expect(ids?.sort()).to.deep.equal([own, "eni-theirs"].sort());
  });

  it("is read back over the days, those that are missing left uncovered", async () => {
    const { ec2, s3, place, group, networkInterface } = await account();
    const web = await group("web");
    const own = await networkInterface([web], "10.0.0.10");
    for (const time of ["2026-03-07T10:00:00Z", "2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z"]) {
      await recordInterfaces({ ec2, s3 }, place, at(time));
    }
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${prefix}/2026-03-09.json` }));
    const problems = new Problems();
    const around = surroundings({ aws: moto().aws });
    const known = await readHistory(around, problems, at("2026-03-06T12:00:00Z"), at("2026-03-10T11:00:00Z"));
    expect(problems.found).to.deep.equal([]);
    expect(known.from).to.equal(at("2026-03-07T10:00:00Z").getTime() / 1000);
    const when = at("2026-03-10T10:00:00Z").getTime() / 1000;
    expect(known.interfaceAt(own, when)).to.deep.include({ kind: "held" });
    expect(known.addressAt("10.0.0.10", when)).to.deep.include({ kind: "held" });
    expect(known.addressAt("10.0.0.99", when).kind).to.equal("nobody");
    expect(known.addressAt("10.0.0.99", at("2026-03-09T10:00:00Z").getTime() / 1000).kind).to.equal(
      "unknown",
    );
  });
});

describe("the function that records network interfaces", () => {
  const place: HistoryPlace = { accountId: DEPLOYMENT.accountId, bucket, prefix, vpcId: "vpc-1" };
  function mocked() {
    const [ec2, s3] = [new EC2Client(NOBODY), new S3Client(NOBODY)];
    return { aws: { ec2, s3 }, ec2: mockClient(ec2), s3: mockClient(s3) };
  }

  it("reads every page of interfaces", async () => {
    const { aws, ec2, s3 } = mocked();
    const page = (id: string) => ({ NetworkInterfaces: [{ NetworkInterfaceId: id }] });
    ec2
      .on(DescribeNetworkInterfacesCommand)
      .resolvesOnce({ ...page("eni-1"), NextToken: "2" })
      .resolvesOnce(page("eni-2"));
    s3.on(GetObjectCommand).rejects(Object.assign(new Error(), { name: "NoSuchKey" }));
    s3.on(PutObjectCommand).resolves({});
    await recordInterfaces(aws, place, at("2026-03-10T10:00:00Z"));
    const [put] = s3.commandCalls(PutObjectCommand);
    const { Body, ...rest } = put?.args[0].input ?? {};
    expect(rest).to.deep.equal({
      Bucket: bucket,
      Key: `${prefix}/2026-03-10.json`,
      ContentType: "application/json",
      ExpectedBucketOwner: DEPLOYMENT.accountId,
      IfNoneMatch: "*",
    });
    expect(parseDay(String(Body), "2026-03-10").spans.map(({ interfaceId }) => interfaceId)).to.deep.equal([
      "eni-1",
      "eni-2",
    ]);
  });

  it("gives up where it is overtaken twice, and where anything else fails", async () => {
    for (const name of ["PreconditionFailed", "ConditionalRequestConflict", "AccessDenied"]) {
      const { aws, ec2, s3 } = mocked();
      ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [] });
      s3.on(GetObjectCommand).rejects(Object.assign(new Error(), { name: "NoSuchKey" }));
      s3.on(PutObjectCommand).rejects(Object.assign(new Error(name), { name }));
      const outcome = await recordInterfaces(aws, place, at("2026-03-10T10:00:00Z")).catch(
        (error: Error) => error.name,
      );
      expect(outcome).to.equal(name);
      expect(s3.commandCalls(PutObjectCommand)).to.have.length(name === "AccessDenied" ? 1 : 2);
    }
  });

  it("does not write over an object that it cannot read", async () => {
    const { aws, ec2, s3 } = mocked();
    ec2.on(DescribeNetworkInterfacesCommand).resolves({ NetworkInterfaces: [] });
    s3.on(GetObjectCommand).rejects(Object.assign(new Error("denied"), { name: "AccessDenied" }));
    const outcome = await recordInterfaces(aws, place, at("2026-03-10T10:00:00Z")).catch(String);
    expect(outcome).to.equal("AccessDenied: denied");
    expect(s3.commandCalls(PutObjectCommand)).to.have.length(0);
  });

  it("says which variables are missing", () => {
    const environment = { ACCOUNT_ID: "a", HISTORY_BUCKET: "b", HISTORY_PREFIX: "p", VPC_ID: "vpc-1" };
    expect(placeOf(environment)).to.deep.equal({
      accountId: "a",
      bucket: "b",
      prefix: "p",
      vpcId: "vpc-1",
    });
    expect(() => placeOf({ HISTORY_BUCKET: "", VPC_ID: "vpc-1" })).to.throw(
      TypeError,
      "not set: `ACCOUNT_ID`, `HISTORY_BUCKET`, `HISTORY_PREFIX`",
    );
  });
});

describe("reading the history", () => {
  it("asks for every day of the time, few at once", async () => {
    const [from, to] = [at("2025-12-10T12:00:00Z"), at("2026-03-10T11:00:00Z")];
    const days = daysBetween(from, to);
    expect([days.length, days[0], days.at(-1)]).to.deep.equal([91, "2025-12-10", "2026-03-10"]);
    const s3 = new S3Client(NOBODY);
    let open = 0;
    let most = 0;
    mockClient(s3)
      .on(GetObjectCommand)
      .callsFake(async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 1));
        open -= 1;
        throw Object.assign(new Error(), { name: "NoSuchKey" });
      });
    const problems = new Problems();
    const known = await readHistory(surroundings({ aws: { ...surroundings().aws, s3 } }), problems, from, to);
    expect(most).to.equal(8);
    expect(known.from).to.equal(undefined);
    expect(problems.found).to.deep.equal([]);
  });

  it("tells once what could not be read, and goes on without", async () => {
    const s3 = new S3Client(NOBODY);
    mockClient(s3)
      .on(GetObjectCommand)
      .rejects(Object.assign(new Error("arn:aws:s3:::secret"), { name: "AccessDenied" }));
    const problems = new Problems();
    const { said, logged } = await silenced("warn", () =>
      readHistory(
        surroundings({ aws: { ...surroundings().aws, s3 } }),
        problems,
        at("2026-03-08T00:00:00Z"),
        at("2026-03-10T00:00:00Z"),
      ),
    );
    expect(said.from).to.equal(undefined);
    expect(logged).to.have.length(3);
    expect(problems.found).to.deep.equal([
      {
        part: "history of network interfaces",
        reason: "NO_PERMISSION",
        message: "history of network interfaces: the console's role may not read it",
      },
    ]);
  });
});
