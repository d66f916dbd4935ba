import { expect } from 'expect';

// The steps are written for Jest, whose `expect` is global. This is the same, where they run without Jest.
Object.assign(globalThis, { expect });
