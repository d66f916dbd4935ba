// For a process of its own that runs `lib` and `test` as they are, without a build: `node --import <this file>`.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
