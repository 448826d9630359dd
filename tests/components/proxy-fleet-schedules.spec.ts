import { expect } from "chai";
import fc from "fast-check";
import { imageRefreshSchedule, silenceDays } from "../../components/proxy-fleet/schedules";

const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

describe("the clocks of patching", () => {
  it("takes two missed scans for silence, within what an alarm can look back", () => {
    expect(silenceDays("rate(1 day)")).to.equal(2);
    expect(silenceDays("rate(12 hours)")).to.equal(2);
    expect(silenceDays("rate(30 minutes)")).to.equal(2);
    expect(silenceDays("rate(2 days)")).to.equal(4);
    expect(silenceDays("rate(5 days)")).to.equal(7);
    expect(silenceDays("rate(7 days)")).to.equal(7);
    expect(silenceDays("cron(0 3 ? * SUN *)")).to.equal(7);
    expect(silenceDays("cron(0 3 * * ? *)")).to.equal(2);
    expect(silenceDays("cron(0 0 3 ? * * *)")).to.equal(2);
  });

  it("refuses scans whose silence could not be noticed", () => {
    for (const schedule of [
      "rate(8 days)",
      "rate(30 days)",
      "cron(0 3 1 * ? *)",
      "cron(0 3 ? * SUN#2 *)",
      "cron(0 3 * 1 ? *)",
      "daily",
    ]) {
      expect(() => silenceDays(schedule), schedule).to.throw(
        `scan schedule \`${schedule}\` runs less often than every 7 days, or not evenly: its silence could not be noticed; use \`rate(1 day)\``,
      );
    }
  });

  it("replaces instances at night on a day on which the window does not patch", () => {
    for (const [window, refresh] of [
      ["cron(0 2 ? * SUN *)", "cron(0 3 ? * WED *)"],
      ["cron(0 2 ? * WED *)", "cron(0 3 ? * THU *)"],
      ["cron(0 0 2 ? * 4,5 *)", "cron(0 3 ? * FRI *)"],
      ["cron(0 2 ? * wed#2 *)", "cron(0 3 ? * THU *)"],
      ["cron(0 2 ? * WEDL *)", "cron(0 3 ? * THU *)"],
      ["cron(0 2 ? * L *)", "cron(0 3 ? * WED *)"],
      ["cron(0 2 ? * MON-FRI *)", "cron(0 3 ? * SAT *)"],
      ["cron(0 2 ? * 2-6 *)", "cron(0 3 ? * SAT *)"],
      ["cron(0 2 ? * TUE-SAT,SUN *)", "cron(0 3 ? * MON *)"],
      ["cron(0 2 ? * 2/2 *)", "cron(0 3 ? * THU *)"],
      ["cron(0 2 ? * */3 *)", "cron(0 3 ? * THU *)"],
    ] as const) {
      expect(imageRefreshSchedule(window), window).to.equal(refresh);
    }
  });

  it("keeps half a day away from a window that may open on any day", () => {
    expect(imageRefreshSchedule("cron(0 3 ? * * *)")).to.equal("cron(0 15 ? * WED *)");
    expect(imageRefreshSchedule("cron(30 22 ? * SUN-SAT *)")).to.equal("cron(0 10 ? * WED *)");
    expect(imageRefreshSchedule("cron(0 13 15 * ? *)")).to.equal("cron(0 1 ? * WED *)");
    expect(imageRefreshSchedule("rate(7 days)")).to.equal("cron(0 3 ? * WED *)");
    expect(imageRefreshSchedule("cron(0 */6 ? * * *)")).to.equal("cron(0 3 ? * WED *)");
  });

  it("never shares a day with a window that leaves one free", () => {
    const days = fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 23 }), (named, hour) => {
        const [, day = ""] =
          /(\w{3}) \*\)$/.exec(imageRefreshSchedule(`cron(0 ${hour} ? * ${named.join()} *)`)) ?? [];
        expect(DAYS).to.include(day);
        expect(named).to.not.include(day);
      }),
    );
  });
});
