import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { need } from "../real-parts";

const SCRIPT = join(__dirname, "../../components/proxy-fleet/make-room.py");

interface Member {
  readonly id: string;
  readonly state: string;
  readonly healthy: boolean;
}

/** A group as the service would describe it, once and then again after each pause. */
interface Moment {
  readonly min: number;
  readonly desired: number;
  readonly members: readonly Member[];
}

interface Result {
  /** What the script returned, or the message of what it threw. */
  readonly end: { readonly Others: number } | string;
  /** Capacities that it asked for. */
  readonly asked: readonly number[];
  readonly pauses: number;
}

/** Stands for boto3 and for the clock; the last moment lasts. */
const DRIVER = `
import importlib.util, json, sys, types

def play(moments):
    state = {"index": 0, "seconds": 0, "asked": []}
    now = lambda: moments[min(state["index"], len(moments) - 1)]

    class Groups:
        def describe_auto_scaling_groups(self, AutoScalingGroupNames):
            assert AutoScalingGroupNames == ["fleet"]
            moment = now()
            members = [{"InstanceId": m["id"], "LifecycleState": m["state"]} for m in moment["members"]]
            return {"AutoScalingGroups": [
                {"MinSize": moment["min"], "DesiredCapacity": moment["desired"], "Instances": members}]}

        def set_desired_capacity(self, AutoScalingGroupName, DesiredCapacity, HonorCooldown):
            assert (AutoScalingGroupName, HonorCooldown) == ("fleet", False)
            state["asked"].append(DesiredCapacity)

    class Balancer:
        def describe_target_health(self, TargetGroupArn):
            assert TargetGroupArn == "arn:targets"
            return {"TargetHealthDescriptions": [
                {"Target": {"Id": m["id"]}, "TargetHealth": {"State": "healthy" if m["healthy"] else "unhealthy"}}
                for m in now()["members"]]}

    boto3 = types.ModuleType("boto3")
    boto3.client = lambda name: {"autoscaling": Groups(), "elbv2": Balancer()}[name]
    sys.modules["boto3"] = boto3
    spec = importlib.util.spec_from_file_location("room", sys.argv[1])
    room = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(room)

    def sleep(seconds):
        state["index"] += 1
        state["seconds"] += seconds

    room.time = types.SimpleNamespace(sleep=sleep, monotonic=lambda: state["seconds"])
    events = {"AutoScalingGroupName": "fleet", "InstanceId": "i-1", "TargetGroupArn": "arn:targets"}
    try:
        end = room.make_room(events, None)
    except RuntimeError as error:
        end = str(error)
    return {"end": end, "asked": state["asked"], "pauses": state["index"]}

sys.dont_write_bytecode = True
json.dump([play(moments) for moments in json.load(sys.stdin)], sys.stdout)
`;

/** Runs the script once for each story, in one process. */
function play(stories: readonly (readonly Moment[])[]): readonly Result[] {
  const { error, status, stdout, stderr } = spawnSync("python3", ["-c", DRIVER, SCRIPT], {
    input: JSON.stringify(stories),
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const serving = (...ids: readonly string[]): readonly Member[] =>
  ids.map((id) => ({ id, state: "InService", healthy: true }));
const moment = (changes: Partial<Moment> = {}): Moment => ({
  min: 2,
  desired: 3,
  members: serving("i-1", "i-2", "i-3"),
  ...changes,
});

describe("making room before an instance leaves", () => {
  before(function () {
    need(this, "python3");
  });

  it("goes on at once where all others serve and are enough", () => {
    expect(play([[moment()]])).to.deep.equal([{ end: { Others: 2 }, asked: [], pauses: 0 }]);
  });

  it("has one more launched where the group is at its smallest, and waits until that one serves", () => {
    const small = moment({ desired: 2, members: serving("i-1", "i-2") });
    const launching = moment({
      members: [...serving("i-1", "i-2"), { id: "i-3", state: "Pending:Wait", healthy: false }],
    });
    const unready = moment({
      members: [...serving("i-1", "i-2"), { id: "i-3", state: "InService", healthy: false }],
    });
    expect(play([[small, launching, launching, unready, moment()]])).to.deep.equal([
      { end: { Others: 2 }, asked: [3], pauses: 4 },
    ]);
  });

  it("fails after nine minutes, and says who does not serve", () => {
    const story = (members: readonly Member[]) => [moment({ members })];
    const away = (state: string, healthy = false): Member => ({ id: "i-3", state, healthy });
    const results = play([
      story([...serving("i-1", "i-2"), away("Standby")]),
      story([...serving("i-1", "i-2"), away("InService")]),
      story(serving("i-1", "i-2")),
    ]);
    expect(results.map(({ end }) => end)).to.deep.equal([
      "i-1 must not leave fleet: i-3 is Standby",
      "i-1 must not leave fleet: i-3 is not healthy behind the load balancer",
      "i-1 must not leave fleet: 1 others, and 2 must serve",
    ]);
    expect(results.map(({ pauses }) => pauses)).to.deep.equal([36, 36, 36]);
  });

  it("lets an instance leave exactly where the smallest size serves without it", () => {
    const member = (id: string) =>
      fc.record({
        id: fc.constant(id),
        state: fc.constantFrom("InService", "InService", "InService", "Pending", "Standby", "Terminating"),
        healthy: fc.boolean(),
      });
    const moments = fc
      .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([min, desired, count]) =>
        fc.record({
          min: fc.constant(min),
          desired: fc.constant(desired),
          members: fc.tuple(...Array.from({ length: count }, (_, index) => member(`i-${index + 1}`))),
        }),
      );
    const stories = fc.sample(moments, 400).map((each) => [each]);
    const allowed = play(stories).map(({ end }) => typeof end !== "string");
    const expected = stories.map(([first]) => {
      const others = (first?.members ?? []).filter(({ id }) => id !== "i-1");
      const able = others.filter(({ state, healthy }) => state === "InService" && healthy);
      return able.length === others.length && able.length >= (first?.min ?? 0);
    });
    expect(allowed).to.deep.equal(expected);
    expect(new Set(expected).size).to.equal(2);
  });
});
