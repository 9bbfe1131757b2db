/** What both the product and the relay are measured on: their servers, the stories, and what became of these. */
package io.storyreel.sandbox.bench.bed;
