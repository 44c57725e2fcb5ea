/** In the form of Micronaut's health endpoint. */
export class HealthResponse {
  status!: 'UP' | 'DOWN';
  details?: Record<string, { status: 'UP' | 'DOWN' }>;
}
