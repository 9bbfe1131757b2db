"""The story service's calls as its documentation types them, read by FastAPI.

Keeps what FastAPI made of each call and shows it at GET /seen. It makes no videos: a story of the automatic mode ends
where its /concat was called.
"""
import hashlib
import json
import sys
from enum import Enum
from typing import List, Optional

import uvicorn
from fastapi import Depends, FastAPI, File, Form, HTTPException, Request, UploadFile

app = FastAPI()
seen = []
composed = set()


class AspectRatio(str, Enum):
    wide = "16:9"
    classic = "4:3"
    square = "1:1"
    tall = "3:4"
    phone = "9:16"


class Narrator(str, Enum):
    rachel = "Rachel"
    aria = "Aria"
    roger = "Roger"
    sarah = "Sarah"
    laura = "Laura"
    charlie = "Charlie"
    george = "George"
    callum = "Callum"
    river = "River"
    liam = "Liam"
    charlotte = "Charlotte"
    alice = "Alice"
    matilda = "Matilda"
    will = "Will"
    jessica = "Jessica"
    eric = "Eric"
    chris = "Chris"
    brian = "Brian"
    daniel = "Daniel"
    lily = "Lily"
    bill = "Bill"


class Call:
    """A call with what its head said and the fields its form really had, typed or not."""

    def __init__(self, request: Request, names):
        self.request = request
        self.names = names


async def call(request: Request) -> Call:
    if not request.headers.get("x-api-key"):
        raise HTTPException(401, "no key")
    form = await request.form()
    return Call(request, sorted(form.keys()))


async def described(file: UploadFile):
    content = await file.read()
    return {"filename": file.filename, "content_type": file.content_type, "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest()}


async def read(call: Call, id: str, /, files=(), structured=(), **fields):
    """Remembers a call; structured fields are JSON in a string, and not to be read as anything else."""
    for name in structured:
        if fields[name] is not None:
            fields[name] = json.loads(fields[name])
    seen.append({
        "call": call.request.url.path,
        "content_type": call.request.headers.get("content-type"),
        "content_length": call.request.headers.get("content-length"),
        "chunked": "transfer-encoding" in call.request.headers,
        "names": call.names,
        "fields": fields,
        "files": [await described(file) for file in files],
    })
    return answer(id, "new")


def answer(story_id: str, status: str):
    board = {"scenes": [], "characters": [], "environments": [], "objects": []}
    return {"data": {"id": story_id, "status": status, "message": "", "used_credits": 1, "storyboard": board,
                     "scenes": [], "video_url": ""}}


@app.post("/story/idea-2-video")
async def idea_2_video(
        call: Call = Depends(call), idea: str = Form(...), title: str = Form(""),
        aspect_ratio: AspectRatio = Form(AspectRatio.wide), scene_count: Optional[int] = Form(None, ge=1, le=100),
        audio_option: Optional[str] = Form(None), elements: Optional[str] = Form(None),
        language: str = Form("English"), webhook_url: Optional[str] = Form(None)):
    return await read(call, f"idea-{len(seen)}", structured=["audio_option", "elements"], idea=idea, title=title,
                      aspect_ratio=aspect_ratio, scene_count=scene_count, audio_option=audio_option,
                      elements=elements, language=language, webhook_url=webhook_url)


@app.post("/story/images-2-video")
async def images_2_video(
        call: Call = Depends(call), title: str = Form(""), description: str = Form(""),
        visibility_status: str = Form("1"), idea: str = Form("Make a stunning video"),
        image_files: List[UploadFile] = File([]), image_urls: List[str] = Form([]),
        aspect_ratio: AspectRatio = Form(AspectRatio.wide), is_transition: bool = Form(False),
        motion_type: str = Form("Auto"), duration: int = Form(5, ge=1, le=10), loop: int = Form(1, ge=1, le=6),
        audio_option: Optional[str] = Form(None), narrator: Narrator = Form(Narrator.rachel),
        language: str = Form("English"), webhook_url: Optional[str] = Form(None)):
    return await read(call, f"images-{len(seen)}", image_files, ["audio_option"], title=title,
                      description=description, visibility_status=visibility_status, idea=idea, image_urls=image_urls,
                      aspect_ratio=aspect_ratio, is_transition=is_transition, motion_type=motion_type,
                      duration=duration, loop=loop, audio_option=audio_option, narrator=narrator, language=language,
                      webhook_url=webhook_url)


@app.post("/story")
async def story(
        call: Call = Depends(call), story_id: Optional[str] = Form(None), idea: str = Form(""),
        scene_count: int = Form(3, ge=1, le=100), title: str = Form(""), language: str = Form("English"),
        audio_option: Optional[str] = Form(None), elements: Optional[str] = Form(None),
        image_files: List[UploadFile] = File([]), image_urls: List[str] = Form([])):
    return await read(call, story_id or f"story-{len(seen)}", image_files, ["audio_option", "elements"],
                      story_id=story_id, idea=idea, scene_count=scene_count, title=title, language=language,
                      audio_option=audio_option, elements=elements, image_urls=image_urls)


@app.post("/story/{id}/elements")
async def elements(
        id: str, call: Call = Depends(call), option: str = Form("Seedream"),
        aspect_ratio: AspectRatio = Form(AspectRatio.phone), storyboard: Optional[str] = Form(None),
        enhance_image: bool = Form(False), seed: Optional[int] = Form(None), has_bg_music: bool = Form(True)):
    return await read(call, id, structured=["storyboard"], option=option, aspect_ratio=aspect_ratio,
                      storyboard=storyboard, enhance_image=enhance_image, seed=seed, has_bg_music=has_bg_music)


@app.post("/story/{id}/scenes")
async def scenes(
        id: str, call: Call = Depends(call), option: str = Form("Seedream"),
        aspect_ratio: AspectRatio = Form(AspectRatio.phone), storyboard: Optional[str] = Form(None),
        enhance_image: bool = Form(False), generate_elements: bool = Form(True), seed: Optional[int] = Form(None),
        narrator: Narrator = Form(Narrator.rachel), has_narration: bool = Form(True),
        has_bg_music: bool = Form(True)):
    return await read(call, id, structured=["storyboard"], option=option, aspect_ratio=aspect_ratio,
                      storyboard=storyboard, enhance_image=enhance_image, generate_elements=generate_elements,
                      seed=seed, narrator=narrator, has_narration=has_narration, has_bg_music=has_bg_music)


@app.post("/story/{id}/videos")
async def videos(
        id: str, call: Call = Depends(call), title: str = Form(""), storyboard: Optional[str] = Form(None),
        scenes: Optional[str] = Form(None), is_transition: bool = Form(False), motion_type: str = Form("Auto"),
        duration: int = Form(5, ge=1, le=10), loop: int = Form(1, ge=1, le=6), native_audio: bool = Form(False),
        webhook_url: Optional[str] = Form(None)):
    return await read(call, id, structured=["storyboard", "scenes"], title=title, storyboard=storyboard,
                      scenes=scenes, is_transition=is_transition, motion_type=motion_type, duration=duration,
                      loop=loop, native_audio=native_audio, webhook_url=webhook_url)


@app.post("/story/{id}/concat")
async def concat(id: str, call: Call = Depends(call), concat_video_urls: List[str] = Form([]),
                 audio_urls: List[str] = Form([])):
    composed.add(id)
    return await read(call, id, concat_video_urls=concat_video_urls, audio_urls=audio_urls)


@app.get("/story/{id}")
async def look(id: str):
    return answer(id, "fail" if id in composed else "success")


@app.get("/seen")
async def all_seen():
    return seen


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
