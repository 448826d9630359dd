const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const provider = {
  async create(inputs) {
    return { id: "created", outs: { ...inputs, made: true } };
  },
};

class Clock extends pulumi.dynamic.Resource {
  constructor(name, props) {
    super(provider, name, { ...props, made: undefined }, undefined);
  }
}

const clock = new Clock("clock", { hours: 12, note: pulumi.secret("tick-19cc") });
new aws.s3.Bucket("bucket", { bucket: "clock-bucket", tags: { clock: clock.id } });
exports.hours = clock.hours;
exports.made = clock.made;
