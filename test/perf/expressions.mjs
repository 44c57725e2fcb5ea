// Microseconds per rendering of cached templates. Build first (`npm run build`), then `node test/perf/expressions.mjs [folder of the build]`.
const folder = process.argv[2] ?? '../../dist';
const { render, variablesOf } = await import(`${folder}/expressions/index.js`);

const ROUNDS = 300_000;
const variables = variablesOf({
  inputs: { greeting: 'hello', name: 'kestra' },
  outputs: { list: { values: [1, 2, 3, 4, 5] } },
});
const TEMPLATES = [
  '{{ inputs.greeting }}, world',
  '{{ inputs.greeting | upper }} {{ inputs.name ?? "nobody" }}',
  '{% for x in outputs.list.values %}{{ x * 2 }},{% endfor %}',
  "{{ '2024-01-02T03:04:05Z' | date('yyyy-MM-dd') }}",
];

for (const template of TEMPLATES) {
  for (let round = 0; round < ROUNDS / 10; round++) render(template, { variables });
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round++) render(template, { variables });
  const microseconds = ((performance.now() - start) * 1_000) / ROUNDS;
  console.log(`${microseconds.toFixed(2)} µs  ${template}`);
}
