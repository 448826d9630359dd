// A pack without a policy pack.
