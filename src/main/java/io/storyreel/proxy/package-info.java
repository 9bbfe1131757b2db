/** The HTTP proxies that calls to the story service and downloads go through, wherever they are set. */
package io.storyreel.proxy;
