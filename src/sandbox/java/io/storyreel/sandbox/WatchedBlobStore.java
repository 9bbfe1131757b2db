package io.storyreel.sandbox;

import java.io.InputStream;
import java.util.function.BiConsumer;

import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Tells of what is done with the objects of a store, in the store's own class path. */
final class WatchedBlobStore extends ForwardingBlobStore {

    private final BiConsumer<String, String> watcher;

    WatchedBlobStore(BlobStore store, BiConsumer<String, String> watcher) {
        super(store);
        this.watcher = watcher;
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream payload) {
        PutObjectResponse response = super.putBlob(request, payload);
        watcher.accept("PUT", request.key());
        return response;
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
        watcher.accept("HEAD", request.key());
        return super.blobMetadata(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
        watcher.accept("GET", request.key());
        return super.getBlob(request);
    }
}
