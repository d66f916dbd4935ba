// cognito-local as its own command starts it, but ended together with whoever started it, however that ended.
process.once('disconnect', () => process.exit());
require('cognito-local/lib/bin/start.js');
