/** Request templates: a request with places for values, which many requests are made from. */
package io.storyreel.template;
