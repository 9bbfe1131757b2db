"""The story service's present calls, json as its OpenAPI document of February 2026 has them or v2, read by FastAPI.

Keeps what FastAPI made of each call and shows it at GET /seen. A field that a call does not have is refused, and JSON is
read strictly: "5" is no 5. It makes no videos: a story of the automatic mode ends where its /concat was called.

usage: present_service.py PORT json|v2
"""
import json
import sys
from typing import Any, Dict, List, Literal, Optional

import uvicorn
from fastapi import APIRouter, FastAPI, File, Form, HTTPException, Request, UploadFile
from pydantic import BaseModel, StrictBool, StrictInt, StrictStr, conint, conlist

app = FastAPI()
seen = []
composed = set()
is_v2 = sys.argv[2] == "v2"
router = APIRouter(prefix="/v2" if is_v2 else "")

AspectRatio = Literal["16:9", "4:3", "1:1", "3:4", "9:16"]
Language = Literal["Arabic", "Chinese", "English", "French", "German", "Hindi", "Japanese", "Korean", "Spanish",
                   "Turkish"]
ImageTool = StrictStr if is_v2 else Literal["Seedream", "FluxTurbo", "NanoBanana", "QwenImage"]
VideoTool = StrictStr if is_v2 else Literal["Auto", "KlingAI", "Seedance", "Pixverse", "VeoFast"]


class Strict(BaseModel):
    class Config:
        extra = "forbid"


class Idea2Video(Strict):
    idea: StrictStr
    scene_count: conint(strict=True, ge=1) = 3
    image_tool: ImageTool = "Seedream"
    video_tool: VideoTool = "Auto"
    scene_duration: Literal[5, 10] = 5
    aspect_ratio: AspectRatio = "16:9"
    is_transition: StrictBool = False
    elements: Optional[Dict[str, Any]] = None
    audio_option: Optional[Dict[str, Any]] = None
    language: Language = "English"
    title: StrictStr = ""
    webhook_url: StrictStr = ""


class Images2Video(Strict):
    idea: StrictStr = "Create a stunning video"
    image_urls: conlist(StrictStr, min_items=1)
    video_tool: VideoTool = "Auto"
    is_transition: StrictBool = False
    scene_duration: Literal[5, 10] = 5
    aspect_ratio: AspectRatio = "16:9"
    audio_option: Optional[Dict[str, Any]] = None
    language: Language = "English"
    title: StrictStr = ""
    webhook_url: StrictStr = ""


class Storyboard(Strict):
    story_id: Optional[StrictStr] = None
    idea: StrictStr
    scene_count: StrictInt = 3
    language: StrictStr = "English"
    aspect_ratio: Optional[AspectRatio] = None
    audio_option: Optional[Dict[str, Any]] = None
    elements: Optional[Dict[str, Any]] = None
    image_urls: List[StrictStr] = []


class Elements(Strict):
    option: StrictStr = "Seedream"
    aspect_ratio: Optional[StrictStr] = None
    storyboard: Optional[Dict[str, Any]] = None
    enhance_image: StrictBool = False
    has_bg_music: StrictBool = True


class Scenes(Elements):
    generate_elements: StrictBool = True
    narrator: StrictStr = "Rachel"
    has_narration: StrictBool = True
    audio_option: Optional[Dict[str, Any]] = None


class Videos(Strict):
    title: StrictStr = ""
    storyboard: Optional[Dict[str, Any]] = None
    is_transition: StrictBool = False
    motion_type: StrictStr = "Auto"
    duration: conint(strict=True, ge=1, le=10) = 5
    loop: conint(strict=True, ge=1, le=6) = 1
    native_audio: StrictBool = False
    webhook_url: Optional[StrictStr] = None


class Concat(Strict):
    concat_video_urls: List[StrictStr] = []
    audio_urls: List[StrictStr] = []


def remember(request: Request, id: str, names, fields, files=()):
    seen.append({
        "call": request.url.path,
        "content_type": request.headers.get("content-type"),
        "content_length": request.headers.get("content-length"),
        "chunked": "transfer-encoding" in request.headers,
        "names": sorted(names),
        "fields": fields,
        "files": list(files),
    })
    return answer(id, "new")


def answer(story_id: str, status: str):
    board = {"scenes": [], "characters": [], "environments": [], "objects": []}
    story = {"id": story_id, "status": status, "message": "", "used_credits": 1, "storyboard": board, "scenes": [],
             "video_url": ""}
    return story if is_v2 else {"data": story}


def check_key(request: Request):
    if not request.headers.get("x-api-key"):
        raise HTTPException(401, "no key")


def read(request: Request, id: str, body: Strict):
    check_key(request)
    return remember(request, id, body.__fields_set__, body.dict(exclude_unset=True))


async def read_form(request: Request, id: str, model, files=(), **fields):
    """A form's fields as FastAPI made values of them, read once more by the model, which has no others."""
    check_key(request)
    form = await request.form()
    names = set(form.keys()) - {"image_files"}
    for name in ("storyboard", "audio_option", "elements"):
        if fields.get(name) is not None:
            fields[name] = json.loads(fields[name])
    unknown = names - set(model.__fields__)
    if unknown:
        raise HTTPException(422, [{"loc": ["body", name], "type": "extra_forbidden"} for name in unknown])
    body = model(**{name: fields[name] for name in names})
    described = [{"filename": file.filename, "content_type": file.content_type, "size": len(await file.read())}
                 for file in files]
    return remember(request, id, names, body.dict(exclude_unset=True), described)


@router.post("/story/idea-2-video")
def idea_2_video(request: Request, body: Idea2Video):
    return read(request, f"idea-{len(seen)}", body)


@router.post("/story/url-2-video")
def url_2_video(request: Request, body: Idea2Video):
    return read(request, f"url-{len(seen)}", body)


@router.post("/story/images-2-video")
def images_2_video(request: Request, body: Images2Video):
    return read(request, f"images-{len(seen)}", body)


if is_v2:
    @router.post("/story")
    def story(request: Request, body: Storyboard):
        return read(request, body.story_id or f"story-{len(seen)}", body)

    @router.post("/story/{id}/elements")
    def elements(request: Request, id: str, body: Elements):
        return read(request, id, body)

    @router.post("/story/{id}/scenes")
    def scenes(request: Request, id: str, body: Scenes):
        return read(request, id, body)

    @router.post("/story/{id}/videos")
    def videos(request: Request, id: str, body: Videos):
        return read(request, id, body)

    @router.post("/story/{id}/concat")
    def concat(request: Request, id: str, body: Concat):
        composed.add(id)
        return read(request, id, body)
else:
    @router.post("/story")
    async def story(
            request: Request, story_id: Optional[str] = Form(None), idea: str = Form(...), scene_count: int = Form(3),
            language: str = Form("English"), aspect_ratio: Optional[str] = Form(None),
            audio_option: Optional[str] = Form(None), elements: Optional[str] = Form(None),
            image_files: List[UploadFile] = File([]), image_urls: List[str] = Form([])):
        return await read_form(
            request, story_id or f"story-{len(seen)}", Storyboard, image_files, story_id=story_id, idea=idea,
            scene_count=scene_count, language=language, aspect_ratio=aspect_ratio, audio_option=audio_option,
            elements=elements, image_urls=image_urls)

    @router.post("/story/{id}/elements")
    async def elements(
            request: Request, id: str, option: str = Form("Seedream"), aspect_ratio: Optional[str] = Form(None),
            storyboard: Optional[str] = Form(None), enhance_image: bool = Form(False),
            has_bg_music: bool = Form(True)):
        return await read_form(request, id, Elements, option=option, aspect_ratio=aspect_ratio, storyboard=storyboard,
                               enhance_image=enhance_image, has_bg_music=has_bg_music)

    @router.post("/story/{id}/scenes")
    async def scenes(
            request: Request, id: str, option: str = Form("Seedream"), aspect_ratio: Optional[str] = Form(None),
            storyboard: Optional[str] = Form(None), enhance_image: bool = Form(False),
            generate_elements: bool = Form(True), narrator: str = Form("Rachel"), has_narration: bool = Form(True),
            has_bg_music: bool = Form(True), audio_option: Optional[str] = Form(None)):
        return await read_form(
            request, id, Scenes, option=option, aspect_ratio=aspect_ratio, storyboard=storyboard,
            enhance_image=enhance_image, generate_elements=generate_elements, narrator=narrator,
            has_narration=has_narration, has_bg_music=has_bg_music, audio_option=audio_option)

    @router.post("/story/{id}/videos")
    async def videos(
            request: Request, id: str, title: str = Form(""), storyboard: Optional[str] = Form(None),
            is_transition: bool = Form(False), motion_type: str = Form("Auto"),
            duration: int = Form(5, ge=1, le=10), loop: int = Form(1, ge=1, le=6), native_audio: bool = Form(False),
            webhook_url: Optional[str] = Form(None)):
        return await read_form(
            request, id, Videos, title=title, storyboard=storyboard, is_transition=is_transition,
            motion_type=motion_type, duration=duration, loop=loop, native_audio=native_audio, webhook_url=webhook_url)

    @router.post("/story/{id}/concat")
    async def concat(request: Request, id: str, concat_video_urls: List[str] = Form([]),
                     audio_urls: List[str] = Form([])):
        composed.add(id)
        return await read_form(request, id, Concat, concat_video_urls=concat_video_urls, audio_urls=audio_urls)


@router.get("/story/{id}")
def look(id: str):
    return answer(id, "fail" if id in composed else "success")


@app.get("/seen")
def all_seen():
    return seen


app.include_router(router)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
