/** One for each major version of Nest; the versions stand in their package.json. */
export const FOLDERS = ['11.0', '12.0'];
