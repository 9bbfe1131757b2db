package io.storyreel.download;

import java.io.IOException;
import java.io.InputStream;

import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** A media host's answer whose body has not been read yet. Closing it early cuts the connection, never drains it. */
final class VideoResponse implements AutoCloseable {

    private final HttpGet request;

    private final ClassicHttpResponse response;

    private final InterruptWatch.Watched watched;

    VideoResponse(HttpGet request, ClassicHttpResponse response, InterruptWatch.Watched watched) {
        this.request = request;
        this.response = response;
        this.watched = watched;
    }

    int status() {
        return response.getCode();
    }

    /** A header's value, or null. */
    String header(String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue().strip();
    }

    /** Bytes the body has, -1 where the host does not say. */
    long contentLength() {
        return response.getEntity() == null ? 0 : response.getEntity().getContentLength();
    }

    /** The body; reading it throws when the connection is cut before the declared end. */
    InputStream body() throws IOException {
        return response.getEntity() == null ? InputStream.nullInputStream() : response.getEntity().getContent();
    }

    @Override
    public void close() {
        watched.close();
        // first the connection, else closing the body would read gigabytes nobody wants; no effect after its end
        request.cancel();
        try {
            response.close();
        } catch (IOException alreadyCut) {
            // the connection is gone, which is what we want
        }
    }
}
